#include "ui/fuzzymatch.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr int wordBegin = 12;
constexpr int inRun = 8;
constexpr int anywhere = 1;
constexpr int wholeSubstring = 60;
constexpr int textBegin = 30;
constexpr qsizetype longestText = 400;

bool beginsWord(QStringView text, qsizetype position)
{
    if (position == 0)
        return true;
    const QChar before = text[position - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[position].isUpper());
}

}    // namespace

std::optional<int> fuzzyScore(QStringView pattern, QStringView text)
{
    text = text.left(longestText);
    const auto substring = text.indexOf(pattern, 0, Qt::CaseInsensitive);
    const int shorter = static_cast<int>(std::max(qsizetype(0), 40 - text.size()) / 4);    // of two that fit, the shorter one
    if (substring >= 0)
        return wholeSubstring + (substring == 0 ? textBegin : beginsWord(text, substring) ? wordBegin : 0)
            + static_cast<int>(pattern.size()) * inRun + shorter;
    int score = shorter;
    qsizetype loose = 0;    // letters that neither begin a word nor follow the one before
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar wanted : pattern) {
        if (wanted.isSpace())
            continue;
        // A letter prefers the beginning of a word over the next place it occurs at.
        qsizetype found = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text[i].toCaseFolded() != wanted.toCaseFolded())
                continue;
            if (found < 0)
                found = i;
            if (i == last + 1 || beginsWord(text, i)) {
                found = i;
                break;
            }
        }
        if (found < 0)
            return {};
        loose += found != last + 1 && !beginsWord(text, found);
        score += found == last + 1 ? inRun : beginsWord(text, found) ? wordBegin : anywhere;
        last = found;
        at = found + 1;
    }
    if (loose * 4 > pattern.size())
        return {};
    return score;
}

}    // namespace faultline
