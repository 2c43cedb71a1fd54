#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/source.h"

#include <QStringList>

#include <string>
#include <vector>

namespace faultline {

/// What became of the files that a case was made from.
struct FileChanges {
    QStringList changed;    ///< whose content is in none of the sources
    QStringList gone;       ///< what was read of them stays in the case
};

/// Reads the files again where their size does not tell already; a path that is not absolute is also looked for beside the case.
Result<FileChanges> fileChanges(const std::vector<Source>& sources, const std::string& caseFolder, const TaskControl& control);

}    // namespace faultline
