#include "importers/requests/straightpattern.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

constexpr std::size_t noLimit = std::numeric_limits<std::size_t>::max();
constexpr std::size_t firstOfSeveral = 0x80;    // bytes from here on are parts of letters of several bytes

std::size_t indexOf(char c)
{
    return static_cast<unsigned char>(c);
}

}    // namespace

/// Reads the part of RE2's syntax that a straight pattern is made of; false where something else stands.
class StraightPatternParser {
public:
    StraightPatternParser(std::string_view text, StraightPattern& pattern) : m_text(text), m_steps(pattern.m_steps), m_groups(pattern.m_groups) {}

    bool parse()
    {
        take('^');
        while (m_at < m_text.size()) {
            if (!parseStep())
                return false;
        }
        return m_open.empty();
    }

private:
    using Step = StraightPattern::Step;
    using Kind = StraightPattern::Kind;

    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    bool take(char c)
    {
        const bool isThere = m_at < m_text.size() && m_text[m_at] == c;
        m_at += isThere ? 1 : 0;
        return isThere;
    }
    bool atRepeat() const { return m_at < m_text.size() && std::string_view("*+?{").find(m_text[m_at]) != std::string_view::npos; }

    bool parseStep()
    {
        if (take('('))
            return openGroup();
        if (take(')'))
            return closeGroup();
        if (take('$')) {
            m_steps.push_back({.kind = Kind::End});
            return m_text.find_first_not_of(')', m_at) == std::string_view::npos;
        }
        Step step;
        return readBytes(step) && readRepeat(step) && (m_steps.push_back(step), true);
    }

    bool openGroup()
    {
        bool isCounted = true;
        if (take('?')) {
            isCounted = !take(':');
            const std::size_t end = m_text.find('>', m_at);
            if (isCounted && (!take('P') || !take('<') || end == std::string_view::npos))
                return false;
            m_at = isCounted ? end + 1 : m_at;
        }
        m_open.push_back(isCounted ? ++m_groups : 0);
        if (isCounted)
            m_steps.push_back({.kind = Kind::Open, .group = m_groups});
        return true;
    }

    bool closeGroup()
    {
        if (m_open.empty() || atRepeat())
            return false;
        if (m_open.back() != 0)
            m_steps.push_back({.kind = Kind::Close, .group = m_open.back()});
        m_open.pop_back();
        return true;
    }

    bool readBytes(Step& step)
    {
        if (take('['))
            return readClass(step.bytes);
        if (take('\\'))
            return readEscape(step.bytes);
        const char c = peek();
        if (take('.')) {
            step.bytes.fill(true);
            step.bytes[indexOf('\n')] = false;
            return true;
        }
        if (indexOf(c) >= firstOfSeveral || std::string_view("|^*+?{}]").find(c) != std::string_view::npos)
            return false;
        ++m_at;
        step.bytes[indexOf(c)] = true;
        return true;
    }

    bool readEscape(StraightPattern::ByteTable& bytes)
    {
        const char letter = peek();
        ++m_at;
        const auto put = [&bytes](std::string_view members, bool isIn) {
            for (std::size_t i = 0; i < bytes.size(); ++i)
                bytes[i] = bytes[i] || (members.find(static_cast<char>(static_cast<unsigned char>(i))) != std::string_view::npos) == isIn;
        };
        constexpr std::string_view digits = "0123456789";
        constexpr std::string_view blanks = "\t\n\f\r ";
        constexpr std::string_view word = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
        switch (letter) {
        case 'd': put(digits, true); return true;
        case 'D': put(digits, false); return true;
        case 's': put(blanks, true); return true;
        case 'S': put(blanks, false); return true;
        case 'w': put(word, true); return true;
        case 'W': put(word, false); return true;
        case 't': bytes[indexOf('\t')] = true; return true;
        case 'n': bytes[indexOf('\n')] = true; return true;
        default: break;
        }
        if (letter == '\0' || isWordByte(letter))
            return false;
        bytes[indexOf(letter)] = true;
        return true;
    }

    bool readClass(StraightPattern::ByteTable& bytes)
    {
        const bool isNegated = take('^');
        for (bool isFirst = true; isFirst || peek() != ']'; isFirst = false) {
            const char c = peek();
            if (m_at >= m_text.size() || indexOf(c) >= firstOfSeveral || c == '[' || (isFirst && c == ']'))
                return false;
            ++m_at;
            if (c == '\\') {
                if (!readEscape(bytes) || (peek() == '-' && peek(1) != ']'))
                    return false;
                continue;
            }
            char last = c;
            if (peek() == '-' && peek(1) != ']') {
                last = peek(1);
                m_at += 2;
                if (indexOf(last) >= firstOfSeveral || last < c || last == '\\' || last == '[')
                    return false;
            }
            for (std::size_t i = indexOf(c); i <= indexOf(last); ++i)
                bytes[i] = true;
        }
        ++m_at;
        if (isNegated)
            std::transform(bytes.begin(), bytes.end(), bytes.begin(), [](bool isIn) { return !isIn; });
        return true;
    }

    bool readRepeat(Step& step)
    {
        if (!atRepeat())
            return true;
        if (take('{')) {
            if (!readCounts(step))
                return false;
        } else {
            step.least = peek() == '+' ? 1 : 0;
            step.most = peek() == '?' ? 1 : noLimit;
            ++m_at;
        }
        step.isLazy = take('?');
        return !atRepeat();
    }

    /// "{2}", "{2,}", "{2,3}"
    bool readCounts(Step& step)
    {
        constexpr std::int64_t largest = 1000;    // RE2's own
        const std::size_t end = m_text.find('}', m_at);
        if (end == std::string_view::npos)
            return false;
        const std::string_view counts = m_text.substr(m_at, end - m_at);
        const std::size_t comma = std::min(counts.find(','), counts.size());
        const auto least = parseInteger(counts.substr(0, comma));
        const auto most = comma + 1 < counts.size() ? parseInteger(counts.substr(comma + 1)) : least;
        if (!least || !most || *least < 0 || *most < *least || *most < 1 || *most > largest)
            return false;
        step.least = static_cast<std::size_t>(*least);
        step.most = comma + 1 == counts.size() ? noLimit : static_cast<std::size_t>(*most);
        m_at = end + 1;
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<std::size_t> m_open;    ///< groups; 0 = one that is not counted
    std::vector<Step>& m_steps;
    std::size_t& m_groups;
};

std::optional<StraightPattern> StraightPattern::compile(std::string_view text)
{
    constexpr std::size_t mostSteps = 200;    // as deep as the run goes
    StraightPattern pattern;
    if (!StraightPatternParser(text, pattern).parse() || pattern.m_steps.size() > mostSteps)
        return std::nullopt;
    pattern.settle();
    return pattern;
}

/// From the end: what follows each step.
void StraightPattern::settle()
{
    ByteTable next{};
    bool mayEnd = true;
    for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step) {
        step->next = next;
        step->mayEnd = mayEnd;
        mayEnd = mayEnd && step->kind != Kind::End && (step->kind != Kind::Bytes || step->least == 0);
        if (step->kind != Kind::Bytes)
            continue;
        step->isSettled = !step->isLazy;
        for (std::size_t i = 0; i < next.size(); ++i) {
            step->isSettled = step->isSettled && !(next[i] && step->bytes[i]);
            next[i] = step->bytes[i] || (step->least == 0 && next[i]);
        }
    }
}

/// One attempt on one text.
class StraightPatternRun {
public:
    StraightPatternRun(const std::vector<StraightPattern::Step>& steps, std::string_view text, std::vector<std::string_view>& groups)
        : m_steps(steps), m_text(text), m_groups(groups), m_left(8 * text.size() + 256)
    {
    }

    bool follow(std::size_t number, std::size_t at)
    {
        for (; number < m_steps.size(); ++number) {
            const StraightPattern::Step& step = m_steps[number];
            switch (step.kind) {
            case StraightPattern::Kind::Open: m_groups[step.group] = m_text.substr(at); break;
            case StraightPattern::Kind::Close: close(m_groups[step.group], at); break;
            case StraightPattern::Kind::End:
                if (at != m_text.size())
                    return false;
                break;
            case StraightPattern::Kind::Bytes:
                if (!takeLetters(step, step.least, at))
                    return false;
                if (step.least == step.most)
                    break;
                if (!step.isSettled)
                    return tryEach(number, at);
                takeMore(step, at);
                break;
            }
        }
        m_groups[0] = m_text.substr(0, at);
        return true;
    }

private:
    /// It may have been closed at another place before.
    void close(std::string_view& group, std::size_t at) const
    {
        const auto begin = static_cast<std::size_t>(group.data() - m_text.data());
        group = m_text.substr(begin, at - begin);
    }

    bool isInside(std::size_t at) const    ///< of a letter of several bytes
    {
        return at < m_text.size() && (indexOf(m_text[at]) & 0xC0U) == firstOfSeveral;
    }

    bool takeLetters(const StraightPattern::Step& step, std::size_t count, std::size_t& at) const
    {
        for (; count > 0; --count) {
            if (at == m_text.size() || !step.bytes[indexOf(m_text[at])])
                return false;
            ++at;
            while (isInside(at))
                ++at;
        }
        return true;
    }

    void takeMore(const StraightPattern::Step& step, std::size_t& at)
    {
        const std::size_t begin = at;
        if (step.most == noLimit) {
            while (at < m_text.size() && step.bytes[indexOf(m_text[at])])
                ++at;
        } else {
            for (std::size_t count = step.least; count < step.most && takeLetters(step, 1, at); ++count) { }
        }
        m_left -= std::min(m_left, at - begin + 1);
    }

    /// The longest first, the shortest of a lazy one.
    bool tryEach(std::size_t number, std::size_t least)
    {
        const StraightPattern::Step& step = m_steps[number];
        std::size_t most = least;
        takeMore(step, most);
        for (std::size_t taken = 0; taken <= most - least && m_left > 0; ++taken) {
            const std::size_t at = step.isLazy ? least + taken : most - taken;
            const bool mayGoOn = at < m_text.size() ? step.next[indexOf(m_text[at])] || step.mayEnd : true;
            if (mayGoOn && !isInside(at) && follow(number + 1, at))
                return true;
        }
        return false;
    }

    const std::vector<StraightPattern::Step>& m_steps;
    std::string_view m_text;
    std::vector<std::string_view>& m_groups;
    std::size_t m_left;    ///< bytes to look at before it gives up
};

bool StraightPattern::matchesFront(std::string_view text, std::vector<std::string_view>& groups) const
{
    groups.assign(m_groups + 1, {});
    return StraightPatternRun(m_steps, text, groups).follow(0, 0);
}

}    // namespace faultline
