#pragma once

#include "app/import/importjob.h"
#include "app/query/breakdown.h"
#include "app/store/casefile.h"
#include "app/store/casereader.h"

#include <QTemporaryDir>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::test {

/// A combined log line of a documentation address. One path in `paths`, ten lines a second from 2024-04-23T10:00:00Z on.
std::string accessLine(std::uint64_t number, std::uint64_t paths = 100);
std::string accessLog(std::uint64_t lines, std::uint64_t paths = 100, std::string_view lineEnd = "\n");

/// An archive or a compressed file made by libarchive: format "raw", "ustar", "zip"; filter "gzip", "zstd", "xz", "none".
std::string packed(const char* format, const char* filter, const std::vector<std::pair<std::string, std::string>>& members);

/// A folder with a case and files to import, and everything that tests ask of it. What must not fail ends the program with a
/// message.
class ImportCase {
public:
    ImportCase();

    std::string path(std::string_view name) const;
    std::string casePath() const { return path("test.faultline"); }
    std::string write(std::string_view name, std::string_view bytes) const;    ///< the path; folders are made
    QStringList filesOfFolder() const;

    CaseFile& file();    ///< opened for writing, made when there is none
    void close();

    /// By the importers of the program.
    Result<ImportReport> tryImport(const ImportRequest& request, const TaskControl& control = {});
    ImportReport import(const ImportRequest& request);
    ImportReport import(std::vector<std::string> paths);
    Source importText(std::string_view name, std::string_view bytes);    ///< must be taken

    /// Rows as "a|b\nc|d", the virtual tables included.
    std::string query(std::string_view sql);
    std::string rawLine(std::int64_t sourceId, std::uint64_t line);    ///< "(none)" when it is not in the case
    /// Rows of every table that an import fills, unfinished imports included: "source 1, issue 0, ...".
    std::string tableSizes();
    std::map<std::string, std::uint64_t> countsByPath();

private:
    QTemporaryDir m_folder;
    std::optional<CaseFile> m_file;
};

}    // namespace faultline::test
