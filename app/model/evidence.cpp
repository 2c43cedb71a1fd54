#include "app/model/evidence.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 4> kindNames = {"line", "window", "series", "link"};

}    // namespace

std::string_view nameOf(EvidenceKind kind)
{
    const auto index = static_cast<std::size_t>(kind);
    return index < kindNames.size() ? kindNames[index] : std::string_view{};
}

bool fromName(std::string_view name, EvidenceKind& value)
{
    for (std::size_t i = 0; i < kindNames.size(); ++i) {
        if (kindNames[i] == name) {
            value = static_cast<EvidenceKind>(i);
            return true;
        }
    }
    return false;
}

}    // namespace faultline
