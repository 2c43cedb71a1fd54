#include "importers/loglines/logfmt.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "importers/loglines/keyedline.h"
#include "importers/loglines/headcensus.h"
#include "importers/loglines/logrecordreader.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr FormatInfo logfmtInfo = {.id = "logfmt", .title = "logfmt (logrus, slog text, Prometheus, Grafana, Docker daemon)", .records = "logline",
                                   .framing = Framing::OrderedLines, .zone = "offset in the line",
                                   .specification = "go-logfmt/logfmt; sirupsen/logrus TextFormatter; log/slog TextHandler"};

constexpr CharacterSet notInKeys("\"'()[]{},;:<>");
constexpr CharacterSet keyEnds("= ");
constexpr CharacterSet quotedSigns("\"\\");

bool isKey(std::string_view key)
{
    constexpr std::size_t longestKey = 100;
    return !key.empty() && key.size() <= longestKey && !notInKeys.isIn(key);
}

/// A value in quotes, after the opening one; the text goes behind the closing one.
bool takeQuoted(std::string_view& text, std::string& value)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t special = std::min(quotedSigns.firstIn(text, i), text.size());
        value.append(text, i, special - i);
        i = special;
        if (i == text.size())
            return false;
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return true;
        }
        if (i + 1 == text.size()) {
            value += text[i];
            continue;
        }
        ++i;
        value += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
    }
    return false;
}

/// Every pair of the line; false when something else stands in it. `pairs` counts those with a value, 0 where some have none.
bool takePairs(std::string_view text, std::string& scratch, KeyedLine& line, std::size_t& pairs)
{
    bool isWhole = true;
    std::size_t count = 0;
    while (true) {
        pairs = isWhole ? count : 0;
        text = lineBlanks.skippedIn(text);
        if (text.empty())
            return true;
        const std::size_t end = std::min(keyEnds.firstIn(text), text.size());
        const std::string_view key = text.substr(0, end);
        if (!isKey(key))
            return false;
        text.remove_prefix(end);
        if (text.empty() || text.front() != '=') {    // a key without value is true
            line.add(key, "true", false);
            isWhole = false;
            continue;
        }
        ++count;
        text.remove_prefix(1);
        if (!text.empty() && text.front() == '"') {
            text.remove_prefix(1);
            scratch.clear();
            if (!takeQuoted(text, scratch))
                return false;
            line.add(key, scratch, true);
            continue;
        }
        const std::size_t valueEnd = std::min(text.find(' '), text.size());
        line.add(key, text.substr(0, valueEnd), true);
        text.remove_prefix(valueEnd);
    }
}

class LogfmtGrammar final : public LogGrammar {
public:
    bool head(std::string_view line, LogHead& head) override
    {
        KeyedLine& pairs = m_pairs[1 - m_last];    // the record before may still be held
        pairs.clear();
        std::size_t count = 0;
        if (line.find('=') == std::string_view::npos || !takePairs(line, m_scratch, pairs, count))
            return false;
        constexpr std::size_t telling = 3;    // pairs that make a line one without a level or a message
        head.time = pairs.time();
        if (!head.time || !(pairs.has(LineRole::Level) || pairs.has(LineRole::Text) || count >= telling))
            return false;
        m_last = 1 - m_last;
        head.line = pairs.logLine();
        return true;
    }

private:
    std::array<KeyedLine, 2> m_pairs;
    std::size_t m_last = 0;
    std::string m_scratch;
};

}    // namespace

const FormatInfo& LogfmtImporter::info() const
{
    return logfmtInfo;
}

Detection LogfmtImporter::detect(const SourceHead& head) const
{
    LogfmtGrammar grammar;
    LogHead parsed;
    return censusOfHeads(head, [&](std::string_view line) { return grammar.head(line, parsed); }).detection("logfmt lines", 88);
}

std::unique_ptr<RecordReader> LogfmtImporter::open(const ReaderContext& context) const
{
    return std::make_unique<LogRecordReader>(context, std::make_unique<LogfmtGrammar>());
}

}    // namespace faultline
