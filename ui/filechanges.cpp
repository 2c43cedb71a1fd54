#include "ui/filechanges.h"

#include "app/import/input.h"
#include "ui/convert.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

namespace faultline {

namespace {

namespace fs = std::filesystem;

/// Empty when it is not there.
fs::path placeOf(const std::string& path, const std::string& caseFolder)
{
    std::error_code error;
    for (const fs::path& place : {fs::path(path), fs::path(caseFolder) / path})
        if (fs::is_regular_file(place, error))
            return place;
    return {};
}

}    // namespace

Result<FileChanges> fileChanges(const std::vector<Source>& sources, const std::string& caseFolder, const TaskControl& control)
{
    FileChanges files;
    std::map<fs::path, std::vector<const Source*>> known;    // a file may have been imported more than once
    for (const Source& source : sources) {
        const fs::path place = placeOf(source.path, caseFolder);
        if (!place.empty()) {
            known[place].push_back(&source);
            continue;
        }
        const std::string archive = source.path.substr(0, source.path.find('!'));    // of members it is all that is looked at
        const bool isGone = archive == source.path || placeOf(archive, caseFolder).empty();
        if (isGone && !files.gone.contains(toQString(archive)))
            files.gone << toQString(archive);
    }
    for (const auto& [place, imports] : known) {
        if (control.stopRequested())
            break;
        std::error_code error;
        const auto size = fs::file_size(place, error);
        const bool mayBeSame = std::any_of(imports.begin(), imports.end(), [&](const Source* one) { return one->bytes == size; });
        const auto hash = mayBeSame ? sha256OfFile(place.string(), control) : Result<std::string>(std::string());
        if (error || !hash)
            continue;
        if (std::none_of(imports.begin(), imports.end(), [&](const Source* one) { return one->sha256 == *hash; }))
            files.changed << toQString(place.string());
    }
    return files;
}

}    // namespace faultline
