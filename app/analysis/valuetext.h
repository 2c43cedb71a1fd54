#pragma once

#include <string>
#include <string_view>

namespace faultline {

/// A measured value in a sentence, three digits: "8.65 MB/s", "18.7 ms", "1,250", "5.95/s", "12 %". Units as SeriesInfo writes them.
std::string valueText(double value, std::string_view unit);

}    // namespace faultline
