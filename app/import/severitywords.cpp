#include "app/import/severitywords.h"

#include "app/base/text.h"

#include <array>
#include <cstdint>

namespace faultline {

namespace {

struct SeverityWord {
    std::string_view word;
    Severity severity;
};

constexpr std::array<SeverityWord, 51> words = {{
    {"info", Severity::Info},       {"warn", Severity::Warn},      {"error", Severity::Error},     {"debug", Severity::Debug},
    {"warning", Severity::Warn},    {"trace", Severity::Trace},    {"notice", Severity::Info},     {"fatal", Severity::Fatal},
    {"err", Severity::Error},       {"critical", Severity::Fatal}, {"crit", Severity::Error}, {"critic", Severity::Error},      {"severe", Severity::Error},
    {"alert", Severity::Error},     {"emerg", Severity::Fatal},    {"emergency", Severity::Fatal}, {"panic", Severity::Fatal},
    {"dpanic", Severity::Error},    {"fine", Severity::Debug},     {"finer", Severity::Trace},     {"finest", Severity::Trace},
    {"config", Severity::Debug},    {"erro", Severity::Error},     {"eror", Severity::Error},      {"inf", Severity::Info},
    {"wrn", Severity::Warn},        {"dbg", Severity::Debug},      {"trc", Severity::Trace},       {"ftl", Severity::Fatal},
    {"information", Severity::Info},{"informational", Severity::Info}, {"verbose", Severity::Trace}, {"log", Severity::Info},
    {"note", Severity::Info},       {"warni", Severity::Warn},     {"notic", Severity::Info},      {"debu", Severity::Debug},
    {"dbug", Severity::Debug},      {"fail", Severity::Error},     {"failure", Severity::Error},   {"success", Severity::Info},
    {"system", Severity::Info},     {"default", Severity::Unknown},{"unknown", Severity::Unknown}, {"off", Severity::Unknown},
    {"noti", Severity::Info},       {"dev", Severity::Debug},       {"pnc", Severity::Fatal},      {"all", Severity::Unknown},      {"deprecation", Severity::Warn}, {"deprecated", Severity::Warn},
}};

/// Up to eight letters in lower case as one number; 0 when there are other signs.
std::uint64_t packed(std::string_view word)
{
    if (word.size() > 8)
        return 0;
    std::uint64_t value = 0;
    for (const char c : word) {
        const auto lower = static_cast<unsigned char>(c | 0x20);
        if (lower < 'a' || lower > 'z')
            return 0;
        value = value << 8U | lower;
    }
    return value;
}

constexpr std::uint64_t packedLiteral(std::string_view word)
{
    std::uint64_t value = 0;
    for (const char c : word)
        value = value << 8U | static_cast<unsigned char>(c);
    return word.size() > 8 ? 0 : value;
}

/// Open addressing: a word stands in its slot or in the next free one behind it.
struct WordSlot {
    std::uint64_t word = 0;    ///< packed; 0 = free
    Severity severity = Severity::Unknown;
};
constexpr std::size_t slotCount = 256;

constexpr std::size_t slotOf(std::uint64_t word)
{
    return static_cast<std::size_t>((word * 0x9E3779B97F4A7C15ULL) >> 56U);
}

constexpr auto wordSlots = [] {
    std::array<WordSlot, slotCount> slots{};
    for (const SeverityWord& entry : words) {
        const std::uint64_t word = packedLiteral(entry.word);
        std::size_t slot = slotOf(word);
        while (word != 0 && slots[slot].word != 0)
            slot = (slot + 1) % slotCount;
        if (word != 0)
            slots[slot] = {word, entry.severity};
    }
    return slots;
}();

bool isSame(std::string_view word, std::string_view lower)
{
    if (word.size() != lower.size())
        return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if ((word[i] | 0x20) != lower[i])
            return false;
    }
    return true;
}

}    // namespace

std::optional<Severity> severityOfWord(std::string_view word)
{
    if (word.size() > 1 && word.back() >= '0' && word.back() <= '9' && word.size() < 8) {    // "debug2", "INFO1"
        const auto base = severityOfWord(word.substr(0, word.size() - 1));
        return base && word.size() > 4 ? base : std::nullopt;
    }
    if (const std::uint64_t value = packed(word); value != 0) {
        for (std::size_t slot = slotOf(value); wordSlots[slot].word != 0; slot = (slot + 1) % slotCount) {
            if (wordSlots[slot].word == value)
                return wordSlots[slot].severity;
        }
        return std::nullopt;
    }
    for (std::size_t i = 0; word.size() > 8 && i < words.size(); ++i) {
        if (isSame(word, words[i].word))
            return words[i].severity;
    }
    return std::nullopt;
}

Severity severityOf(std::string_view text)
{
    text = trimmed(text);
    if (text.size() == 2 && text[1] == '0' && text[0] >= '1' && text[0] <= '6')
        return static_cast<Severity>(text[0] - '0');
    return severityOfWord(text).value_or(Severity::Unknown);
}

std::optional<Severity> severityOfLetter(char letter)
{
    switch (letter) {
    case 'T':
    case 'V': return Severity::Trace;
    case 'D': return Severity::Debug;
    case 'I':
    case 'N': return Severity::Info;
    case 'W': return Severity::Warn;
    case 'E': return Severity::Error;
    case 'C':
    case 'F': return Severity::Fatal;
    default: return std::nullopt;
    }
}

Severity severityOfSyslog(int level)
{
    constexpr std::array<Severity, 8> severities = {Severity::Fatal, Severity::Error, Severity::Error, Severity::Error,
                                                    Severity::Warn,  Severity::Info,  Severity::Info,  Severity::Debug};
    return level >= 0 && level < 8 ? severities[static_cast<std::size_t>(level)] : Severity::Unknown;
}

}    // namespace faultline
