#include "app/model/hypothesis.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 3> statusNames = {"open", "supported", "ruled out"};

}    // namespace

std::string_view nameOf(HypothesisStatus status)
{
    const auto index = static_cast<std::size_t>(status);
    return index < statusNames.size() ? statusNames[index] : std::string_view{};
}

bool fromName(std::string_view name, HypothesisStatus& value)
{
    for (std::size_t i = 0; i < statusNames.size(); ++i) {
        if (statusNames[i] == name) {
            value = static_cast<HypothesisStatus>(i);
            return true;
        }
    }
    return false;
}

}    // namespace faultline
