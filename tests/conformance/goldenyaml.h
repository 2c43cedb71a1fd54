#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

namespace faultline::test {

/// The plain YAML that golden outputs are written in: block lists and maps, scalars bare or in quotes, also over several
/// indented lines, literal blocks ("|", "|-"), {} and []. Every scalar becomes text. Null when it is none of that.
nlohmann::ordered_json readGoldenYaml(std::string_view text);

}    // namespace faultline::test
