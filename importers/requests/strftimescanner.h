#pragma once

#include "app/import/writtentime.h"

#include <string_view>

namespace faultline {

/// Reads `text` as strftime wrote it by `format` in the C locale (%a %b %d %e %m %Y %y %H %k %I %l %p %M %S %z %Z %s and their
/// combinations %T %R %D %F %c %r) into the fields of `time`. Several calls may fill one stamp. False when the
/// text does not fit or a conversion is not known.
bool scanStrftime(std::string_view format, std::string_view text, WrittenTime& time);

/// Every conversion in it is one that scanStrftime knows.
bool isKnownStrftime(std::string_view format);

}    // namespace faultline
