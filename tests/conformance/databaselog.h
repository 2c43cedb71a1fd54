#pragma once

#include "tests/conformance/peercomparison.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::test {

/// A real file read by the importer that claims it, with year-less stamps taken for `year`; nothing when it is not there.
std::optional<CollectingSink> readDatabaseLog(const std::string& path, int year = 2024);

/// A peer's report as JSON; nothing when it is not there.
std::optional<nlohmann::json> peerReport(const std::string& path);

/// Figures that must be equal, to a millionth where they are sums of fractions.
void compareFigure(PeerComparison& comparison, const std::string& source, const std::string& name, double theirs, double ours);

}    // namespace faultline::test
