#include "inputvisits.h"

#include "app/base/text.h"
#include "app/import/bytesource.h"

#include "tests/support/realdata.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace faultline;
using namespace faultline::test;

namespace {

std::string utf16(const std::u16string& text, bool bigEndian, bool mark)
{
    std::string bytes;
    const auto add = [&](char16_t unit) {
        const auto high = static_cast<char>(unit >> 8U);
        const auto low = static_cast<char>(unit & 0xFFU);
        bytes += bigEndian ? high : low;
        bytes += bigEndian ? low : high;
    };
    if (mark)
        add(0xFEFF);
    for (const char16_t unit : text)
        add(unit);
    return bytes;
}

}    // namespace

class InputTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }
    void readsPlainFiles();
    void hashesKnownText();
    void readsEveryCompression_data();
    void readsEveryCompression();
    void damageGivesGoodBytesAndThenAnError_data();
    void damageGivesGoodBytesAndThenAnError();
    void cutGzipLosesNothingThatIsThere();
    void decodesText_data();
    void decodesText();
    void refusesWhatIsNotAFile_data();
    void refusesWhatIsNotAFile();
    void noticesChangesWhileReading();
    void stopsWhenTheVisitorFails();
    void expandsFolders();
    void readsRealCompressedFiles();

private:
    QString at(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QTemporaryDir m_folder;
};

void InputTest::readsPlainFiles()
{
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 300'000U}) {
        const std::string bytes = logText(4000).substr(0, size);
        put(at("plain.log"), bytes);
        const Visit visit = visitFile(at("plain.log"));
        QCOMPARE(visit.error, std::string());
        QCOMPARE(visit.texts.size(), std::size_t{1});
        const Text& text = visit.texts.front();
        QVERIFY2(text.bytes == bytes, std::to_string(size).c_str());
        QCOMPARE(text.sha256, sha256Of(bytes));
        QCOMPARE(text.hashedBytes, std::uint64_t{size});
        QCOMPARE(text.path, at("plain.log").toStdString());
        QVERIFY(text.layers.empty());
        QVERIFY(text.modifiedNs);
        const auto hash = sha256OfFile(at("plain.log").toStdString());
        QVERIFY(hash);
        QCOMPARE(*hash, text.sha256);
    }
}

void InputTest::hashesKnownText()
{
    // FIPS 180-2, appendix B.1
    QCOMPARE(visitBytes("abc").texts.front().sha256,
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

void InputTest::readsEveryCompression_data()
{
    QTest::addColumn<QByteArray>("filter");
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd", "lz4"})
        QTest::newRow(filter) << QByteArray(filter);
}

void InputTest::readsEveryCompression()
{
    QFETCH(QByteArray, filter);
    const std::string bytes = logText(20'000);
    const std::string file = compressed(filter.toStdString(), bytes);
    for (const std::size_t buffer : {std::size_t{777}, std::size_t{1} << 20}) {
        const Visit visit = visitBytes(file, {}, buffer);
        QCOMPARE(visit.error, std::string());
        QCOMPARE(visit.texts.size(), std::size_t{1});
        QCOMPARE(visit.texts.front().error, std::string());
        QVERIFY(visit.texts.front().bytes == bytes);
        QCOMPARE(joined(visit.texts.front().layers), QString::fromLatin1(filter));
        QCOMPARE(visit.texts.front().sha256, sha256Of(file));
        QCOMPARE(visit.texts.front().hashedBytes, std::uint64_t{file.size()});
    }
    const Visit twice = visitBytes(file + file);
    QCOMPARE(twice.texts.front().error, std::string());
    QVERIFY2(twice.texts.front().bytes == bytes + bytes, "concatenated members");
    // libarchive's own lz4 writer crashes on nothing; this is what the lz4 program writes.
    const std::string noLz4("\x04\x22\x4d\x18\x64\x40\xa7\x00\x00\x00\x00\x05\x5d\xcc\x02", 15);
    const Visit empty = visitBytes(filter == "lz4" ? noLz4 : compressed(filter.toStdString(), ""));
    QCOMPARE(empty.texts.size(), std::size_t{1});
    QCOMPARE(empty.texts.front().error, std::string());
    QVERIFY(empty.texts.front().bytes.empty());
}

void InputTest::damageGivesGoodBytesAndThenAnError_data()
{
    readsEveryCompression_data();
}

void InputTest::damageGivesGoodBytesAndThenAnError()
{
    QFETCH(QByteArray, filter);
    const std::string bytes = logText(3000);
    const std::string file = compressed(filter.toStdString(), bytes);
    for (std::size_t i = 0; i < 60; ++i) {
        const std::size_t place = i * (file.size() - 1) / 60;
        const Visit cut = visitBytes(file.substr(0, place));
        if (place > 10) {
            QCOMPARE(cut.texts.size(), std::size_t{1});
            QVERIFY2(!cut.texts.front().error.empty(), ("no error when cut at " + std::to_string(place)).c_str());
            QVERIFY2(isPrefix(cut.texts.front().bytes, bytes), std::to_string(place).c_str());
        }
        std::string changed = file;
        changed[place] = static_cast<char>(changed[place] ^ 0x55);
        const Visit damaged = visitBytes(changed);
        QCOMPARE(damaged.texts.size(), std::size_t{1});
        // Names, times and flags in headers are no content: then the text is whole. Never is it silently another.
        const Text& text = damaged.texts.front();
        const bool isSeen = !text.error.empty() || text.bytes == bytes || text.layers.empty();
        // libarchive writes zstd without checksums, so there a changed literal cannot be seen by anyone.
        QVERIFY2(isSeen || filter == "zstd", ("silent damage at byte " + std::to_string(place)).c_str());
    }
    const Visit extra = visitBytes(file + "something else");
    QVERIFY2(!extra.texts.front().error.empty(), "bytes after the end go unnoticed");
}

void InputTest::cutGzipLosesNothingThatIsThere()
{
    const std::string bytes = logText(3000);
    const std::string file = compressed("gzip", bytes);
    const Visit visit = visitBytes(file.substr(0, file.size() - 8));    // without the trailer
    QVERIFY(visit.texts.front().bytes == bytes);
    const std::string error = "Cannot read in to its end: The gzip data is cut off after "
        + formatGrouped(static_cast<std::int64_t>(bytes.size()))
        + " decompressed bytes. Get the file again from where it came from.";
    QCOMPARE(QString::fromStdString(visit.texts.front().error), QString::fromStdString(error));
    const Visit padded = visitBytes(file + std::string(1000, '\0'));
    QCOMPARE(padded.texts.front().error, std::string());
}

void InputTest::decodesText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("layers");
    for (const char* end : {"\n", "\r\n", "\r", ""}) {
        const std::string name = end[0] == '\0' ? "no" : (end[0] == '\n' ? "LF" : (end[1] == '\0' ? "CR" : "CRLF"));
        const QString mixed = QStringLiteral("\"Time\"\t\"api é 漢 😀\"") + QLatin1String(end) + QStringLiteral("2024-04-22\t12.5")
            + QLatin1String(end);
        const std::u16string wide = mixed.toStdU16String();
        const QByteArray narrow = mixed.toUtf8();
        QTest::addRow("UTF-8, %s line ends", name.c_str()) << narrow << narrow << QString();
        QTest::addRow("UTF-8 with mark, %s line ends", name.c_str()) << "\xEF\xBB\xBF" + narrow << narrow << QString();
        for (const bool bigEndian : {false, true}) {
            for (const bool mark : {true, false}) {
                QTest::addRow("UTF-16%s %s mark, %s line ends", bigEndian ? "BE" : "LE", mark ? "with" : "without", name.c_str())
                    << QByteArray::fromStdString(utf16(wide, bigEndian, mark)) << narrow << QStringLiteral("UTF-16");
            }
        }
    }
    const auto little = [](const std::u16string& text) { return QByteArray::fromStdString(utf16(text, false, true)); };
    QTest::newRow("lone high surrogate") << little({u'a', 0xD83D, u'b'}) << QByteArray("a\xEF\xBF\xBD" "b") << "UTF-16";
    QTest::newRow("lone low surrogate") << little({u'a', 0xDE00, u'b'}) << QByteArray("a\xEF\xBF\xBD" "b") << "UTF-16";
    QTest::newRow("two high surrogates") << little({0xD83D, 0xD83D, 0xDE00}) << QByteArray("\xEF\xBF\xBD\xF0\x9F\x98\x80")
                                         << "UTF-16";
    QTest::newRow("high surrogate at the end") << little({u'a', 0xD83D}) << QByteArray("a\xEF\xBF\xBD") << "UTF-16";
    QTest::newRow("odd last byte") << little(u"ab") + "c" << QByteArray("ab\xEF\xBF\xBD") << "UTF-16";
    QTest::newRow("only a mark") << QByteArray("\xFF\xFE") << QByteArray() << "UTF-16";
    QTest::newRow("only a UTF-8 mark") << QByteArray("\xEF\xBB\xBF") << QByteArray() << "";
    QTest::newRow("bytes that are not UTF-8 stay") << QByteArray("caf\xE9\n") << QByteArray("caf\xE9\n") << "";
    QTest::newRow("zeros at the front stay") << QByteArray(100, '\0') + "text" << QByteArray(100, '\0') + "text" << "";
    QTest::newRow("UTF-16 in gzip") << QByteArray::fromStdString(compressed("gzip", utf16(u"one\ntwo\n", false, true)))
                                    << QByteArray("one\ntwo\n") << "gzip,UTF-16";
    QTest::newRow("long UTF-16") << QByteArray::fromStdString(utf16(QString(70'000, QChar(0x20AC)).toStdU16String(), true, true))
                                 << QByteArray("\xE2\x82\xAC").repeated(70'000) << "UTF-16";
}

void InputTest::decodesText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QFETCH(QString, layers);
    for (const std::size_t buffer : {std::size_t{1}, std::size_t{5}, std::size_t{65536}}) {
        const Visit visit = visitBytes(bytes.toStdString(), {}, buffer);
        QCOMPARE(visit.error, std::string());
        QCOMPARE(QByteArray::fromStdString(visit.texts.front().bytes), text);
        QCOMPARE(joined(visit.texts.front().layers), layers);
        QCOMPARE(visit.texts.front().sha256, sha256Of(bytes.toStdString()));
    }
}

void InputTest::refusesWhatIsNotAFile_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("why");
    ::mkfifo(at("pipe").toLocal8Bit().constData(), 0600);
    QDir().mkpath(at("folder"));
    QTest::newRow("pipe") << at("pipe") << "It is a pipe (FIFO); only regular files are read. Save its content to a file and "
                                           "import that file.";
    QTest::newRow("device") << "/dev/null" << "It is a device; only regular files are read. Save its content to a file and "
                                              "import that file.";
    QTest::newRow("folder") << at("folder") << "It is a folder. Name the files in it.";
    QTest::newRow("missing") << at("nothing") << "There is no such file. Check the name.";
    QTest::newRow("empty name") << QString() << "There is no such file. Check the name.";
    QTest::newRow("file as folder") << "/etc/passwd/x" << "There is no such file. Check the name.";
}

void InputTest::refusesWhatIsNotAFile()
{
    QFETCH(QString, path);
    QFETCH(QString, why);
    const Visit visit = visitFile(path);
    QVERIFY(visit.texts.empty());
    QCOMPARE(QString::fromStdString(visit.error), QStringLiteral("Cannot open %1: %2").arg(path, why));
    QVERIFY(!sha256OfFile(path.toStdString()));
}

void InputTest::noticesChangesWhileReading()
{
    const QString path = at("changing.log");
    const std::string name = path.toStdString();
    const auto changedBy = [&](const std::function<void()>& change) {
        put(path, logText(2000));
        std::string sentence;
        const auto done = visitInputs(name, {}, [&](Input& input) -> Result<void> {
            std::vector<char> buffer(1000);
            std::size_t total = 0;
            const auto first = input.read(buffer.data(), buffer.size());
            if (first && *first > 0)
                change();
            while (true) {
                const auto got = input.read(buffer.data(), buffer.size());
                if (!got || *got == 0)
                    break;
                total += *got;
            }
            sentence = input.changedWhileRead().value_or("");
            return {};
        });
        return done ? sentence : done.error().message();
    };
    QCOMPARE(changedBy([] {}), std::string());
    const std::string grown = changedBy([&] {
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("more\n");
    });
    QVERIFY2(grown.find("The file grew from") == 0, grown.c_str());
    const std::string shrunk = changedBy([&] { QVERIFY(QFile::resize(path, 10)); });
    QVERIFY2(shrunk.find("The file shrank from") == 0, shrunk.c_str());
    const std::string replaced = changedBy([&] {
        put(path + QLatin1String(".new"), "new\n");
        QCOMPARE(::rename((name + ".new").c_str(), name.c_str()), 0);
    });
    QVERIFY2(replaced.find("The file was renamed, removed or replaced") == 0, replaced.c_str());
}

void InputTest::stopsWhenTheVisitorFails()
{
    int visits = 0;
    const auto done = visitInputsOf(packed("zip", "none", {{"a", "1"}, {"b", "2"}}), "in", {}, [&](Input&) -> Result<void> {
        ++visits;
        return Error{ErrorKind::Interrupted, "Stopped", "", ""};
    });
    QVERIFY(!done);
    QCOMPARE(done.error().what, std::string("Stopped"));
    QCOMPARE(visits, 1);
}

void InputTest::expandsFolders()
{
    QTemporaryDir folder;
    QDir().mkpath(folder.filePath(QStringLiteral("b/c")));
    QDir().mkpath(folder.filePath(QStringLiteral(".hidden")));
    for (const char* name : {"b/c/2.log", "b/1.log", "a.log", "z.log", ".secret", ".hidden/x.log"})
        put(folder.filePath(QLatin1String(name)), "x");
    ::mkfifo(folder.filePath(QStringLiteral("pipe")).toLocal8Bit().constData(), 0600);
    QFile::link(folder.path(), folder.filePath(QStringLiteral("b/circle")));
    QFile::link(folder.filePath(QStringLiteral("a.log")), folder.filePath(QStringLiteral("current.log")));
    std::vector<std::string> expected;
    for (const char* name : {"a.log", "b/1.log", "b/c/2.log", "current.log", "z.log"})
        expected.push_back(folder.filePath(QLatin1String(name)).toStdString());
    expected.push_back("missing.log");
    QCOMPARE(joined(expandPaths({folder.path().toStdString(), "missing.log"})), joined(expected));
}

void InputTest::readsRealCompressedFiles()
{
    const QString root = realDataFolder() + QStringLiteral("/app-logs/plaso/compressed/");
    if (!QFile::exists(root))
        QSKIP("the real files are not here (FAULTLINE_SHARED_DATA)");
    std::vector<std::string> texts;
    for (const char* name : {"syslog.bz2", "syslog.gz", "syslog.xz"}) {
        const Visit visit = visitFile(root + QLatin1String(name));
        QCOMPARE(visit.texts.size(), std::size_t{1});
        QCOMPARE(visit.texts.front().error, std::string());
        texts.push_back(visit.texts.front().bytes);
    }
    QCOMPARE(texts[0].size(), std::size_t{1247});
    QVERIFY(texts[0] == texts[1] && texts[1] == texts[2]);
}

QTEST_GUILESS_MAIN(InputTest)
#include "input_test.moc"
