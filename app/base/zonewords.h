#pragma once

#include <string_view>

namespace faultline {

/// Whether meaningsOfZoneWord() has any, without making the list: stamps are followed by words, millions of times.
bool isKnownZoneWord(std::string_view word);

}    // namespace faultline
