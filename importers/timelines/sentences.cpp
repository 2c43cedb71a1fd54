#include "importers/timelines/sentences.h"

#include "app/base/text.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t longestTitle = 200;

}    // namespace

std::string firstSentence(std::string_view text, std::string& rest)
{
    text = trimmed(text);
    std::size_t end = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\n';
        if (text[i] == '\n' && std::string_view("\n-*>`|#+ \t").find(next) != std::string_view::npos) {
            end = i;    // a list, a quote, a paragraph; a line that is only wrapped goes on
            break;
        }
        const bool stop = text[i] == '.' || text[i] == '!' || text[i] == '?';
        const bool blankNext = next == ' ' || next == '\n';
        const bool wordBefore = i >= 3 && text[i - 2] != '.' && text[i - 2] != ' ';    // "e.g. The" goes on
        if (stop && wordBefore && i + 2 < text.size() && blankNext && text[i + 2] >= 'A' && text[i + 2] <= 'Z') {
            end = i + 1;
            break;
        }
    }
    if (end > longestTitle) {
        end = text.rfind(' ', longestTitle);
        if (end == std::string_view::npos || end == 0)
            end = shortened(text, longestTitle).size() > 3 ? shortened(text, longestTitle).size() - 3 : longestTitle;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;    // not inside a character
    }
    rest = std::string(trimmed(text.substr(end)));
    std::string sentence(trimmed(text.substr(0, end)));
    std::replace(sentence.begin(), sentence.end(), '\n', ' ');
    return sentence;
}

std::size_t sentenceEnd(std::string_view text, std::size_t from)
{
    for (std::size_t i = from; i + 2 < text.size(); ++i) {
        const bool stop = text[i] == '.' || text[i] == '!' || text[i] == '?';
        const bool upperNext = (text[i + 2] >= 'A' && text[i + 2] <= 'Z') || static_cast<unsigned char>(text[i + 2]) >= 0x80;
        if (stop && text[i + 1] == ' ' && upperNext && i >= from + 3 && text[i - 2] != '.')
            return i + 1;
    }
    return text.size();
}

bool endsSentence(std::string_view text)
{
    text = trimmed(text);
    return text.empty() || text.back() == '.' || text.back() == '!' || text.back() == '?' || text.back() == ':';
}

}    // namespace faultline
