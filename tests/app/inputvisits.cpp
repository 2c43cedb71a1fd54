#include "inputvisits.h"

#include "app/base/text.h"
#include "app/import/bytesource.h"

#include <archive.h>

#include <QFile>
#include <QtTest>

#include <functional>

namespace faultline::test {
namespace {

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

la_ssize_t append(archive*, void* target, const void* bytes, std::size_t size)
{
    static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

}    // namespace

Visit visitBytes(const std::string& content, const InputLimits& limits, std::size_t bufferSize)
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

std::string packed(const std::string& format, const std::string& filter, const std::vector<Member>& members,
                   const char* options)
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

}    // namespace faultline::test
