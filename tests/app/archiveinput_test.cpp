#include "inputvisits.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace faultline;
using namespace faultline::test;

class ArchiveInputTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }
    void readsMembersOfArchives_data();
    void readsMembersOfArchives();
    void cutArchivesGiveWhatIsThere_data();
    void cutArchivesGiveWhatIsThere();
    void refusesEncryptedMembers();
    void namesAreOnlyNames();
    void limitsNesting();
    void limitsMembers();
    void stopsBombs_data();
    void stopsBombs();

private:
    QString at(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QTemporaryDir m_folder;
};

void ArchiveInputTest::readsMembersOfArchives_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QString>("layers");
    QTest::newRow("zip") << QByteArray("zip") << QByteArray("none") << "zip";
    QTest::newRow("zip in gzip") << QByteArray("zip") << QByteArray("gzip") << "gzip,zip";
    QTest::newRow("tar") << QByteArray("ustar") << QByteArray("none") << "tar";
    QTest::newRow("pax") << QByteArray("pax") << QByteArray("none") << "tar";
    QTest::newRow("old tar without magic") << QByteArray("v7tar") << QByteArray("none") << "tar";
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd", "lz4"})
        QTest::addRow("tar.%s", filter) << QByteArray("gnutar") << QByteArray(filter)
                                        << QString::fromLatin1(filter) + QLatin1String(",tar");
}

void ArchiveInputTest::readsMembersOfArchives()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, filter);
    QFETCH(QString, layers);
    const std::string bytes = logText(5000);
    const std::string inner = compressed("gzip", bytes);
    const std::string file = packed(format.toStdString(), filter.toStdString(),
                                    {{"logs/", "", AE_IFDIR}, {"logs/a.log", bytes}, {"link", "", AE_IFLNK},
                                     {"logs/empty", ""}, {"logs/b.gz", inner}});
    const Visit visit = visitBytes(file);
    QCOMPARE(visit.error, std::string());
    std::vector<std::string> paths;
    for (const Text& text : visit.texts) {
        paths.push_back(text.path);
        QCOMPARE(text.error, std::string());
    }
    const bool isStreamedZip = layers == QLatin1String("gzip,zip");    // links are told apart only by the directory at the end
    QCOMPARE(joined(paths), isStreamedZip ? QStringLiteral("in!logs/a.log,in!link,in!logs/empty,in!logs/b.gz")
                                          : QStringLiteral("in!logs/a.log,in!logs/empty,in!logs/b.gz"));
    const Text& plain = visit.texts.front();
    QVERIFY(plain.bytes == bytes);
    QCOMPARE(plain.sha256, sha256Of(bytes));
    QCOMPARE(joined(plain.layers), layers);
    QCOMPARE(plain.modifiedNs, std::optional<std::int64_t>(1'713'900'598'000'000'000));
    const Text& nested = visit.texts.back();
    QVERIFY(nested.bytes == bytes);
    QCOMPARE(nested.sha256, sha256Of(inner));
    QCOMPARE(joined(nested.layers), layers + QLatin1String(",gzip"));
}

void ArchiveInputTest::cutArchivesGiveWhatIsThere_data()
{
    readsMembersOfArchives_data();
}

void ArchiveInputTest::cutArchivesGiveWhatIsThere()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, filter);
    const std::string both = logText(6000);
    const std::string bytes = both.substr(0, both.size() / 3);
    const std::string other = both.substr(bytes.size());
    const std::string file = packed(format.toStdString(), filter.toStdString(), {{"a.log", bytes}, {"b.log", other}});
    bool hasGivenFirst = false;
    for (std::size_t i = 1; i < 40; ++i) {
        const std::size_t place = i * file.size() / 40;
        const Visit visit = visitBytes(file.substr(0, place));
        bool hasError = !visit.error.empty();
        for (const Text& text : visit.texts) {
            hasError = hasError || !text.error.empty();
            const std::string& whole = text.path == "in!b.log" ? other : bytes;
            QVERIFY2(text.layers.empty() || isPrefix(text.bytes, whole), std::to_string(place).c_str());
        }
        hasGivenFirst = hasGivenFirst || (!visit.texts.empty() && visit.texts.front().bytes == bytes);
        // The last bytes of a tar are only padding.
        QVERIFY2(hasError || visit.texts.size() == 2 || place < 600, ("silent cut at " + std::to_string(place)).c_str());
        std::string changed = file;
        changed[place] = static_cast<char>(changed[place] ^ 0x55);
        visitBytes(changed);    // must end; content of a plain tar is not protected by any checksum
    }
    QVERIFY(hasGivenFirst || filter == "bzip2" || filter == "lz4");    // one block of 900 kB or 4 MB here
}

void ArchiveInputTest::refusesEncryptedMembers()
{
    const Visit visit = visitBytes(packed("zip", "none", {{"a.log", "text\n"}}, "zip:encryption=aes256"));
    QCOMPARE(visit.texts.size(), std::size_t{1});
    QCOMPARE(visit.texts.front().error, std::string("Cannot read in!a.log: It is encrypted with a password. Unpack it with the "
                                                    "password and import the result."));
    QVERIFY(visit.texts.front().bytes.empty());
}

void ArchiveInputTest::namesAreOnlyNames()
{
    const QStringList before = QDir(m_folder.path()).entryList(QDir::AllEntries);
    const std::string absolute = at("evil").toStdString();
    const Visit visit = visitBytes(packed("ustar", "none",
                                          {{"../../evil", "1"}, {absolute, "2"}, {"a\x1b[31m\nb\x07", "3"},
                                           {"device", "", AE_IFCHR}, {"pipe", "", AE_IFIFO}}));
    QCOMPARE(visit.texts.size(), std::size_t{3});
    QCOMPARE(visit.texts[0].path, std::string("in!../../evil"));
    QCOMPARE(visit.texts[1].path, "in!" + absolute);
    for (const char c : visit.texts[2].path)
        QVERIFY2(static_cast<unsigned char>(c) >= 0x20, visit.texts[2].path.c_str());
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries), before);
}

void ArchiveInputTest::limitsNesting()
{
    const std::string once = compressed("gzip", "text\n");
    const std::string twice = compressed("gzip", once);
    QCOMPARE(visitBytes(twice).texts.front().bytes, std::string("text\n"));
    const Visit thrice = visitBytes(compressed("xz", twice));
    QCOMPARE(thrice.texts.front().error, std::string("Cannot read in: It is compressed or archived more than 2 times over. "
                                                     "Unpack it with another program and import the result."));
    const std::string zip = packed("zip", "none", {{"a.tar.gz", packed("ustar", "gzip", {{"x", "text\n"}, {"y.gz", once}})},
                                                   {"b", "after"}});
    const Visit visit = visitBytes(zip);
    QCOMPARE(visit.error, std::string());
    QCOMPARE(visit.texts.size(), std::size_t{3});
    QCOMPARE(visit.texts[0].path, std::string("in!a.tar.gz!x"));
    QCOMPARE(visit.texts[0].bytes, std::string("text\n"));
    QVERIFY(!visit.texts[1].error.empty());
    QCOMPARE(visit.texts[2].bytes, std::string("after"));
}

void ArchiveInputTest::limitsMembers()
{
    std::vector<Member> members;
    for (int i = 0; i < 30; ++i)
        members.push_back({"m" + std::to_string(i), "x"});
    InputLimits limits;
    limits.members = 20;
    for (const char* format : {"zip", "ustar"}) {
        const Visit visit = visitBytes(packed(format, "none", members), limits);
        QCOMPARE(visit.error, std::string("Stopped reading in: The archive has more than 20 entries. Unpack the files that "
                                          "matter and import those."));
        QVERIFY(visit.texts.size() <= 20);
    }
}

void ArchiveInputTest::stopsBombs_data()
{
    QTest::addColumn<QByteArray>("file");
    const std::string zeros(20'000'000, '0');
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd"})
        QTest::newRow(filter) << QByteArray::fromStdString(compressed(filter, zeros));
    QTest::newRow("zip") << QByteArray::fromStdString(packed("zip", "none", {{"a", zeros}}));
    QTest::newRow("tar.gz, skipped link with content")
        << QByteArray::fromStdString(packed("ustar", "gzip", {{"a", zeros}}));
    std::vector<Member> many(40, {"m", std::string(1'000'000, '0')});
    QTest::newRow("zip of many") << QByteArray::fromStdString(packed("zip", "none", many));
    QTest::newRow("gzip in zip") << QByteArray::fromStdString(packed("zip", "none", {{"a", compressed("gzip", zeros)}}));
}

void ArchiveInputTest::stopsBombs()
{
    QFETCH(QByteArray, file);
    InputLimits limits;
    limits.ratioAfterBytes = 1'000'000;
    limits.largestRatio = 100;
    const Visit visit = visitBytes(file.toStdString(), limits);
    std::size_t total = 0;
    std::string error = visit.error;
    for (const Text& text : visit.texts) {
        total += text.bytes.size();
        error += text.error;
    }
    QVERIFY2(error.find("times as much") != std::string::npos, error.c_str());
    QVERIFY2(total < 12'000'000, std::to_string(total).c_str());
}

QTEST_GUILESS_MAIN(ArchiveInputTest)
#include "archiveinput_test.moc"
