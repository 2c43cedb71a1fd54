#include "importers/loglines/plainlog.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/severitywords.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/loglines/logrecordreader.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr FormatInfo plainLogInfo = {.id = "text", .title = "any text with times", .records = "logline", .framing = Framing::OrderedLines,
                                     .zone = "source's zone"};

using TimeScan = std::optional<WrittenTime> (*)(std::string_view&);

std::optional<WrittenTime> scanNumeric(std::string_view& text)
{
    return scanNumericDateTime(text);
}

constexpr std::array<TimeScan, 8> notations = {scanLogTime, scanAccessLogTime, scanCtime, scanSyslogTime,
                                               scanDayMonthTime, scanMonthDayTime, scanNumeric, scanEpoch};
constexpr std::size_t noNotation = notations.size();
constexpr std::size_t mostWords = 12;       // a time stands among the first words
constexpr std::size_t mostTried = 400;      // lines of the head

/// Where a line has its time: behind how many words, and in which notation.
struct TimePlace {
    std::size_t word = 0;
    std::size_t notation = noNotation;
};

constexpr CharacterSet separators(" \t[(|,;\"<=");
constexpr CharacterSet aroundLevels(" \t[](){}<>:,|-\"");
constexpr CharacterSet behindLevels(" \t[](){}<>:,|\"");
constexpr CharacterSet behindTimes(" \t]):,|-\"");

/// Where the first words of a line begin, at most `most` of them.
std::size_t wordStarts(std::string_view line, std::array<std::size_t, mostWords>& starts, std::size_t most = mostWords)
{
    std::size_t count = 0;
    bool isBetween = true;
    for (std::size_t i = 0; i < line.size() && count < most; ++i) {
        const bool isSeparator = separators.contains(line[i]);
        if (!isSeparator && isBetween)
            starts[count++] = i;
        isBetween = isSeparator;
    }
    return count;
}

std::optional<WrittenTime> timeAt(std::string_view line, std::size_t at, std::size_t notation, std::size_t& end)
{
    std::string_view rest = line.substr(at);
    const auto written = notations[notation](rest);
    if (!written || !written->hasSeconds)
        return std::nullopt;
    end = line.size() - rest.size();
    return written;
}

TimePlace firstTime(std::string_view line)
{
    std::array<std::size_t, mostWords> starts{};
    const std::size_t words = wordStarts(line, starts);
    std::size_t end = 0;
    for (std::size_t word = 0; word < words; ++word) {
        const char c = line[starts[word]];
        if (!isDigit(c) && !isLetter(c))
            continue;
        for (std::size_t notation = 0; notation < notations.size(); ++notation) {
            if (timeAt(line, starts[word], notation, end))
                return {word, notation};
        }
    }
    return {};
}

/// XML and HTML: their times are parts of elements.
bool isMarkup(std::string_view text)
{
    text = trimmed(text.substr(0, 1000));
    return text.size() > 1 && text.front() == '<' && (text[1] == '?' || text[1] == '!' || isLetter(text[1]));
}

struct PlaceCensus {
    TimePlace place;
    std::size_t lines = 0;     ///< that have a time at the usual place
    std::size_t filled = 0;
};

PlaceCensus usualPlace(const SourceHead& head)
{
    std::array<std::array<std::size_t, noNotation>, mostWords> votes{};
    PlaceCensus census;
    const std::size_t step = 1 + head.lines.size() / mostTried;
    for (std::size_t i = 0; i < head.lines.size(); i += step) {
        if (trimmed(head.lines[i]).empty())
            continue;
        ++census.filled;
        const TimePlace place = firstTime(head.lines[i]);
        if (place.notation == noNotation)
            continue;
        const std::size_t count = ++votes[place.word][place.notation];
        if (count > census.lines) {
            census.lines = count;
            census.place = place;
        }
    }
    return census;
}

class PlainGrammar final : public LogGrammar {
public:
    explicit PlainGrammar(TimePlace place) : m_place(place) {}

    bool head(std::string_view line, LogHead& head) override
    {
        std::array<std::size_t, mostWords> starts{};
        if (m_place.notation == noNotation || wordStarts(line, starts, m_place.word + 1) <= m_place.word)
            return false;
        std::size_t end = 0;
        const std::size_t begin = starts[m_place.word];
        head.time = timeAt(line, begin, m_place.notation, end);
        if (!head.time)
            return false;
        std::string_view text = line.substr(end);
        if (m_place.word > 0) {
            head.line.text = line;    // what stands before the time is part of what is said
        } else {
            text = behindTimes.skippedIn(text);
            head.line.text = text;
        }
        head.line.severity = severityNear(text);
        return true;
    }

private:
    /// Of the first words behind the time.
    static Severity severityNear(std::string_view text)
    {
        constexpr int nearWords = 3;
        for (int i = 0; i < nearWords && !text.empty(); ++i) {
            text = aroundLevels.skippedIn(text);
            const std::string_view word = behindLevels.before(text);
            const bool isShouted = !word.empty() && std::all_of(word.begin(), word.end(), isUpper);
            if (isShouted || i == 0) {
                if (const auto severity = severityOfWord(word); severity && word.size() > 2)
                    return *severity;
            }
            text.remove_prefix(word.size());
        }
        return Severity::Unknown;
    }

    TimePlace m_place;
};

}    // namespace

const FormatInfo& PlainLogImporter::info() const
{
    return plainLogInfo;
}

Detection PlainLogImporter::detect(const SourceHead& head) const
{
    constexpr std::size_t fewest = 10;    // percent of the lines: the rest may be what a program printed between
    const PlaceCensus census = usualPlace(head);
    Detection detection;
    if (census.lines == 0 || startsAsJson(head) || isMarkup(head.text))
        return detection;
    const bool isEnough = census.lines * 100 >= census.filled * fewest;
    detection.confidence = isEnough ? 22 : 5;
    detection.reason = std::to_string(census.lines) + " of " + std::to_string(census.filled) + " lines have a time at the same place";
    return detection;
}

std::unique_ptr<RecordReader> PlainLogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<LogRecordReader>(context, std::make_unique<PlainGrammar>(usualPlace(context.head).place));
}

}    // namespace faultline
