#include "importers/loglines/logfmt.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/logfmtpairs.h"
#include "importers/loglines/keyedline.h"
#include "importers/loglines/headcensus.h"
#include "importers/loglines/logrecordreader.h"

#include <array>

namespace faultline {

namespace {

constexpr FormatInfo logfmtInfo = {.id = "logfmt", .title = "logfmt (logrus, slog text, Prometheus, Grafana, Docker daemon)", .records = "logline",
                                   .framing = Framing::OrderedLines, .zone = "offset in the line",
                                   .specification = "go-logfmt/logfmt; sirupsen/logrus TextFormatter; log/slog TextHandler"};

constexpr CharacterSet notInKeys("\"'()[]{},;:<>");

bool isKey(std::string_view key)
{
    constexpr std::size_t longestKey = 100;
    return !key.empty() && key.size() <= longestKey && !notInKeys.isIn(key);
}

/// A value of double quotes as it was before it was quoted.
std::string_view unescaped(std::string_view value, std::string& scratch)
{
    if (value.find('\\') == std::string_view::npos)
        return value;
    scratch.clear();
    for (std::size_t i = 0; i < value.size(); ++i) {
        char c = value[i];
        if (c == '\\' && i + 1 < value.size()) {
            c = value[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        scratch += c;
    }
    return scratch;
}

/// Every pair of the line; false when something else stands in it. `pairs` counts those with a value, 0 where some have none.
bool takePairs(std::string_view text, std::string& scratch, KeyedLine& line, std::size_t& pairs)
{
    bool isWhole = true;
    pairs = 0;
    for (LogfmtPairs each(text); each.nextWord();) {
        if (!isKey(each.key()) || each.isTorn())
            return false;
        if (!each.hasValue()) {    // it is true
            line.add(each.key(), "true", false);
            isWhole = false;
        } else {
            ++pairs;
            line.add(each.key(), each.isQuoted() ? unescaped(each.value(), scratch) : each.value(), true);
        }
    }
    pairs = isWhole ? pairs : 0;
    return true;
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
