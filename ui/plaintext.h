#pragma once

#include <QString>

#include <string_view>

namespace faultline {

// Text of logs is hostile: it may hold markup, escape sequences and controls that turn the direction of a line.

/// Control characters and direction controls as visible escapes, cut at `limit` characters with "…".
QString shownText(std::string_view text, qsizetype limit = 4'000);
QString shownText(const QString& text, qsizetype limit = 4'000);

/// For QToolTip, which guesses whether a text is markup: shown as it is, lines kept, never rendered.
QString plainToolTip(const QString& text);

}    // namespace faultline
