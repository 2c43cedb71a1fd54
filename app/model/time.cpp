#include "app/model/time.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 5> timeBasisNames = {"offset", "epoch", "specification", "source-zone", "zone-word"};
constexpr std::array<std::string_view, 3> anchorNames = {"unknown", "start", "end"};
constexpr std::array<std::string_view, 4> basisNames = {"proven", "specification", "stated", "assumed"};
constexpr std::array<std::string_view, 6> precisionNames = {"exact", "minute", "about", "before", "after", "range"};

template <typename Value, std::size_t size>
std::string_view nameIn(const std::array<std::string_view, size>& names, Value value)
{
    const auto index = static_cast<std::size_t>(value);
    return index < size ? names[index] : std::string_view{};
}

template <typename Value, std::size_t size>
bool valueIn(const std::array<std::string_view, size>& names, std::string_view name, Value& value)
{
    for (std::size_t i = 0; i < size; ++i) {
        if (names[i] == name) {
            value = static_cast<Value>(i);
            return true;
        }
    }
    return false;
}

}    // namespace

std::string_view nameOf(TimeBasis basis) { return nameIn(timeBasisNames, basis); }
std::string_view nameOf(Anchor anchor) { return nameIn(anchorNames, anchor); }
std::string_view nameOf(Basis basis) { return nameIn(basisNames, basis); }
std::string_view nameOf(Precision precision) { return nameIn(precisionNames, precision); }

bool fromName(std::string_view name, TimeBasis& value) { return valueIn(timeBasisNames, name, value); }
bool fromName(std::string_view name, Anchor& value) { return valueIn(anchorNames, name, value); }
bool fromName(std::string_view name, Basis& value) { return valueIn(basisNames, name, value); }
bool fromName(std::string_view name, Precision& value) { return valueIn(precisionNames, name, value); }

}    // namespace faultline
