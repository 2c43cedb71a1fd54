#include "app/import/input.h"

#include "app/base/text.h"
#include "app/import/bytesource.h"

#include <archive.h>
#include <archive_entry.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace faultline;

namespace {

/// What visitInputs() gave for one text.
struct Text {
    std::string path;
    std::vector<std::string> layers;
    std::string bytes;
    std::string error;
    std::string sha256;
    std::uint64_t hashedBytes = 0;
    std::optional<std::int64_t> modifiedNs;
};

struct Visit {
    std::vector<Text> texts;
    std::string error;
};

std::function<Result<void>(Input&)> collecting(Visit& visit, std::size_t bufferSize)
{
    return [&visit, bufferSize](Input& input) -> Result<void> {
        Text text;
        text.path = input.path();
        text.layers = input.layers();
        std::vector<char> buffer(bufferSize);
        while (true) {
            const auto got = input.read(buffer.data(), buffer.size());
            if (!got) {
                text.error = got.error().message();
                break;
            }
            if (*got == 0)
                break;
            text.bytes.append(buffer.data(), *got);
        }
        text.sha256 = input.sha256();
        text.hashedBytes = input.hashedBytes();
        text.modifiedNs = input.modifiedNs();
        visit.texts.push_back(std::move(text));
        return {};
    };
}

Visit visitBytes(const std::string& content, const InputLimits& limits = {}, std::size_t bufferSize = 65536)
{
    Visit visit;
    const auto done = visitInputsOf(content, "in", limits, collecting(visit, bufferSize));
    if (!done)
        visit.error = done.error().message();
    return visit;
}

Visit visitFile(const QString& path)
{
    Visit visit;
    const auto done = visitInputs(path.toStdString(), {}, collecting(visit, 65536));
    if (!done)
        visit.error = done.error().message();
    return visit;
}

la_ssize_t append(archive*, void* target, const void* bytes, std::size_t size)
{
    static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

struct Member {
    std::string name;
    std::string bytes;
    unsigned type = AE_IFREG;
};

/// Made by libarchive: filter "gzip", "bzip2", "xz", "zstd", "lz4", "none"; format "raw", "zip", "ustar", "pax".
std::string packed(const std::string& format, const std::string& filter, const std::vector<Member>& members,
                   const char* options = nullptr)
{
    std::string target;
    archive* writer = archive_write_new();
    archive_write_set_format_by_name(writer, format.c_str());
    if (filter != "none")
        archive_write_add_filter_by_name(writer, filter.c_str());
    archive_write_set_bytes_in_last_block(writer, 1);
    if (options != nullptr)
        archive_write_set_options(writer, options);
    if (options != nullptr && std::string_view(options).find("encryption") != std::string_view::npos)
        archive_write_set_passphrase(writer, "secret");
    archive_write_open(writer, &target, nullptr, append, nullptr);
    for (const Member& member : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.name.c_str());
        archive_entry_set_filetype(entry, member.type);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_mtime(entry, 1'713'900'598, 0);
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
        if (member.type == AE_IFLNK)
            archive_entry_set_symlink(entry, "/etc/passwd");
        archive_write_header(writer, entry);
        if (member.type == AE_IFREG)
            archive_write_data(writer, member.bytes.data(), member.bytes.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return target;
}

std::string compressed(const std::string& filter, const std::string& bytes)
{
    return packed("raw", filter, {{"x", bytes}});
}

/// Lines that compress by about ten.
std::string logText(std::size_t lines)
{
    std::string text;
    std::uint32_t number = 1;
    for (std::size_t i = 0; i < lines; ++i) {
        number = number * 1664525U + 1013904223U;
        text += "203.0.113." + std::to_string(number % 250) + " - - [23/Apr/2024:21:29:58 +0200] \"GET /item/"
            + std::to_string(number >> 20U) + " HTTP/1.1\" 200 " + std::to_string(number >> 12U) + "\n";
    }
    return text;
}

std::string sha256Of(const std::string& bytes)
{
    Sha256 hash;
    hash.add(bytes.data(), bytes.size());
    return hash.finish();
}

QString joined(const std::vector<std::string>& words)
{
    QStringList list;
    for (const std::string& word : words)
        list << QString::fromStdString(word);
    return list.join(QLatin1Char(','));
}

bool isPrefix(const std::string& part, const std::string& whole)
{
    return part.size() <= whole.size() && whole.compare(0, part.size(), part) == 0;
}

void put(const QString& path, const std::string& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes.data(), static_cast<qint64>(bytes.size())), static_cast<qint64>(bytes.size()));
}

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

void InputTest::readsMembersOfArchives_data()
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

void InputTest::readsMembersOfArchives()
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

void InputTest::cutArchivesGiveWhatIsThere_data()
{
    readsMembersOfArchives_data();
}

void InputTest::cutArchivesGiveWhatIsThere()
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

void InputTest::refusesEncryptedMembers()
{
    const Visit visit = visitBytes(packed("zip", "none", {{"a.log", "text\n"}}, "zip:encryption=aes256"));
    QCOMPARE(visit.texts.size(), std::size_t{1});
    QCOMPARE(visit.texts.front().error, std::string("Cannot read in!a.log: It is encrypted with a password. Unpack it with the "
                                                    "password and import the result."));
    QVERIFY(visit.texts.front().bytes.empty());
}

void InputTest::namesAreOnlyNames()
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

void InputTest::limitsNesting()
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

void InputTest::limitsMembers()
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

void InputTest::stopsBombs_data()
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

void InputTest::stopsBombs()
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
    const QString root = qEnvironmentVariable("FAULTLINE_SHARED_DATA", QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data"))
        + QStringLiteral("/app-logs/plaso/compressed/");
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
