#pragma once

#include <QString>

#include <optional>

namespace faultline {

/// How well `pattern` fits `text` as an abbreviation: every letter in order, higher for beginnings of words and runs of letters;
/// nothing when it does not fit. Both without regard to case; blanks in the pattern count for nothing.
std::optional<int> fuzzyScore(QStringView pattern, QStringView text);

}    // namespace faultline
