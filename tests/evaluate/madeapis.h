#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline::evaluate {

/// The addresses that a service answers, "{name}" for what a caller puts in.
struct MadeApi {
    std::string name;
    std::vector<std::string> routes;
};

/// Three services written for this: a hub of models, a code forge, a cloud.
std::vector<MadeApi> madeApis();

/// One route a line; lines that do not begin with '/' are left out.
std::vector<std::string> routesIn(std::string_view text);

}    // namespace faultline::evaluate
