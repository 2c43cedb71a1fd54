#pragma once

#include "app/base/result.h"
#include "app/import/importer.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Every format this program opens, special before generic (the order decides between equal confidences).
ImporterList builtinImporters();

/// What a pasted nginx log_format or Apache LogFormat says.
struct StatedLogFormat {
    std::string importer;                ///< id of the importer that takes it: the value for --format
    Anchor anchor = Anchor::Unknown;     ///< nginx: end; Apache: start, or end for %{end:...}t
    std::vector<std::string> unknown;    ///< variables that are kept in `rest` only
};

/// Compiles the pasted text: nginx when it holds a $variable or is a log_format directive, else Apache. An Error says in one
/// sentence why it cannot be used.
Result<StatedLogFormat> checkLogFormat(std::string_view text);

}    // namespace faultline
