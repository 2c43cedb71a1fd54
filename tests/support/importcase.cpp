#include "tests/support/importcase.h"

#include "app/store/virtualtables.h"
#include "importers/builtinimporters.h"

#include <archive.h>
#include <archive_entry.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstdio>

namespace faultline::test {
namespace {

template <typename T>
T required(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return std::move(*result);
}

la_ssize_t append(archive*, void* target, const void* bytes, std::size_t size)
{
    static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

std::string cell(const Statement& statement, int column)
{
    return statement.isNull(column) ? "NULL" : std::string(statement.text(column));
}

}    // namespace

std::string accessLine(std::uint64_t number, std::uint64_t paths)
{
    const std::uint64_t seconds = 36'000 + number / 10;
    char line[200];
    const int size = std::snprintf(line, sizeof line,
                                   "198.51.100.%d - - [%02d/Apr/2024:%02d:%02d:%02d +0000] \"GET /p/%llu HTTP/1.1\" %d %d \"-\" \"agent/1.0\"",
                                   static_cast<int>(number % 250), 23 + static_cast<int>(seconds / 86'400 % 8),
                                   static_cast<int>(seconds / 3'600 % 24), static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60),
                                   static_cast<unsigned long long>(number % paths), number % 50 == 0 ? 503 : 200, static_cast<int>(number % 9'000));
    return {line, static_cast<std::size_t>(size)};
}

std::string accessLog(std::uint64_t lines, std::uint64_t paths, std::string_view lineEnd)
{
    std::string text;
    for (std::uint64_t number = 0; number < lines; ++number)
        text.append(accessLine(number, paths)).append(lineEnd);
    return text;
}

std::string packed(const char* format, const char* filter, const std::vector<std::pair<std::string, std::string>>& members)
{
    std::string target;
    archive* writer = archive_write_new();
    archive_write_set_format_by_name(writer, format);
    if (std::string_view(filter) != "none")
        archive_write_add_filter_by_name(writer, filter);
    archive_write_set_bytes_in_last_block(writer, 1);
    archive_write_open(writer, &target, nullptr, append, nullptr);
    for (const auto& [name, bytes] : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, bytes.data(), bytes.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return target;
}

ImportCase::ImportCase()
{
    if (!m_folder.isValid())
        qFatal("no temporary folder");
}

std::string ImportCase::path(std::string_view name) const
{
    return m_folder.filePath(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))).toStdString();
}

std::string ImportCase::write(std::string_view name, std::string_view bytes) const
{
    const std::string to = path(name);
    QDir().mkpath(QFileInfo(QString::fromStdString(to)).path());
    QFile file(QString::fromStdString(to));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size()))
        qFatal("cannot write %s", to.c_str());
    return to;
}

QStringList ImportCase::filesOfFolder() const
{
    return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

CaseFile& ImportCase::file()
{
    if (!m_file)
        m_file = required(CaseFile::open(casePath(), OpenMode::WriteOrCreate));
    return *m_file;
}

void ImportCase::close()
{
    if (!m_file)
        return;
    if (auto done = m_file->close(); !done)
        qFatal("%s", done.error().message().c_str());
    m_file.reset();
}

Result<ImportReport> ImportCase::tryImport(const ImportRequest& request, const TaskControl& control)
{
    static const ImporterRegistry registry(builtinImporters());
    return runImport(file(), registry, request, control);
}

ImportReport ImportCase::import(const ImportRequest& request)
{
    return required(tryImport(request));
}

ImportReport ImportCase::import(std::vector<std::string> paths)
{
    ImportRequest request;
    request.paths = std::move(paths);
    return import(request);
}

Source ImportCase::importText(std::string_view name, std::string_view bytes)
{
    const ImportReport report = import(std::vector<std::string>{write(name, bytes)});
    if (report.sources.size() != 1 || !report.sources.front().source)
        qFatal("%s", report.sources.empty() ? "no source" : report.sources.front().error->message().c_str());
    return *report.sources.front().source;
}

std::string ImportCase::query(std::string_view sql)
{
    Database reader = required(file().openReader());
    if (auto done = registerVirtualTables(reader.handle()); !done)
        qFatal("%s", done.error().message().c_str());
    Statement statement = required(reader.prepare(sql));
    std::string text;
    while (required(statement.step())) {
        text += text.empty() ? "" : "\n";
        for (int column = 0; column < statement.columns(); ++column)
            text += (column == 0 ? "" : "|") + cell(statement, column);
    }
    return text;
}

std::string ImportCase::rawLine(std::int64_t sourceId, std::uint64_t line)
{
    CaseReader reader(file().database());
    return required(reader.rawLine(sourceId, line)).value_or("(none)");
}

std::string ImportCase::tableSizes()
{
    std::string text;
    for (const char* table : {"source", "issue", "segment", "segment_column", "raw_block", "text_block", "series", "series_block", "event"})
        text += (text.empty() ? "" : ", ") + (table + (" " + query(std::string("SELECT count(*) FROM ") + table)));
    return text;
}

std::map<std::string, std::uint64_t> ImportCase::countsByPath()
{
    Database connection = required(file().openReader());
    SegmentReader reader(connection);
    BreakdownRequest request;
    request.top = 0;
    std::map<std::string, std::uint64_t> counts;
    for (const BreakdownRow& row : required(breakdown(reader, {}, request)).rows)
        counts[row.value] = row.count;
    return counts;
}

}    // namespace faultline::test
