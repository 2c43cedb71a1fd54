#include "importers/loglines/fluentbit.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/loglines/headcensus.h"
#include "importers/loglines/keyedline.h"
#include "importers/loglines/logrecordreader.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr FormatInfo fluentBitInfo = {.id = "fluent-bit", .title = "Fluent Bit records as its stdout output prints them", .records = "logline",
                                      .framing = Framing::OrderedLines, .zone = "seconds since 1970",
                                      .specification = "Fluent Bit, plugins/out_stdout; msgpack_object_print"};

constexpr std::string_view arrow = "\"=>";
constexpr int deepestMember = 4;

/// The members of one record, added to a line. Texts are not escaped, so a quote ends one only where the record could go on.
class RecordText {
public:
    RecordText(std::string_view text, KeyedLine& line) : m_text(text), m_line(line) {}

    bool read() { return takeMap(0); }

private:
    bool take(char c)
    {
        if (m_text.empty() || m_text.front() != c)
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    /// Behind the quote: brackets that close, then the end or the next member.
    static bool canGoOn(std::string_view behind)
    {
        const std::size_t closed = std::min(behind.find_first_not_of("}]"), behind.size());
        behind.remove_prefix(closed);
        if (behind.empty())
            return closed > 0;
        if (behind.substr(0, 3) != ", \"")
            return false;
        const std::size_t end = behind.find('"', 3);
        return end != std::string_view::npos && behind.substr(end, arrow.size()) == arrow;
    }

    bool takeText(std::string_view& value)
    {
        for (std::size_t quote = m_text.find('"'); quote != std::string_view::npos; quote = m_text.find('"', quote + 1)) {
            if (!canGoOn(m_text.substr(quote + 1)))
                continue;
            value = m_text.substr(0, quote);
            m_text.remove_prefix(quote + 1);
            return true;
        }
        return false;
    }

    /// Lists, numbers and truth values stay as they are written.
    std::string_view takeOther()
    {
        int depth = 0;
        std::size_t end = 0;
        for (; end < m_text.size(); ++end) {
            const char c = m_text[end];
            if (depth == 0 && (c == ',' || c == '}' || c == ']'))
                break;
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
        }
        const std::string_view value = m_text.substr(0, end);
        m_text.remove_prefix(end);
        return value;
    }

    void add(std::string_view value, bool isText)
    {
        // The collector's stamp is the record's; another one stays beside it.
        const bool isTime = KeyedLine::roleOf(m_path) == LineRole::Time;
        m_line.add(isTime ? "record." + m_path : m_path, value, isText);
    }

    bool takeValue(int depth)
    {
        if (!m_text.empty() && m_text.front() == '{' && depth < deepestMember)
            return takeMap(depth + 1);
        if (take('"')) {
            std::string_view value;
            if (!takeText(value))
                return false;
            value = value.substr(0, value.find_last_not_of("\r\n") + 1);
            add(value, true);
            return true;
        }
        if (const std::string_view value = takeOther(); value != "nil")
            add(value, false);
        return true;
    }

    bool takeMap(int depth)
    {
        if (!take('{'))
            return false;
        const std::size_t length = m_path.size();
        while (take('"')) {
            const std::size_t end = m_text.find(arrow);
            if (end == std::string_view::npos)
                return false;
            m_path.resize(length);
            m_path.append(length > 0 ? "." : "").append(m_text.substr(0, end));
            m_text.remove_prefix(end + arrow.size());
            if (!takeValue(depth))
                return false;
            if (m_text.substr(0, 2) != ", ")
                break;
            m_text.remove_prefix(2);
        }
        m_path.resize(length);
        return take('}');
    }

    std::string_view m_text;
    KeyedLine& m_line;
    std::string m_path;
};

/// `[0] tag: [[seconds, {...}], ` and what is behind it, the record.
bool takeHead(std::string_view line, LogHead& head)
{
    TextCursor cursor(line);
    constexpr std::size_t mostDigits = 9;
    if (!cursor.take("[") || !cursor.number(1, mostDigits) || !cursor.take("] "))
        return false;
    const std::size_t tagBegin = cursor.at;
    const std::size_t tagEnd = line.find(": [", tagBegin);
    if (tagEnd == std::string_view::npos || tagEnd == tagBegin || line.substr(tagBegin, tagEnd - tagBegin).find(' ') != std::string_view::npos)
        return false;
    std::string_view text = line.substr(tagEnd + 3);
    const bool hasMetadata = text.substr(0, 1) == "[";
    text.remove_prefix(hasMetadata ? 1 : 0);
    head.time = scanEpoch(text);
    if (!head.time || text.substr(0, 3) != ", {")
        return false;
    const std::size_t body = hasMetadata ? text.find("], {") : 0;
    if (body == std::string_view::npos)
        return false;
    head.line.component = line.substr(tagBegin, tagEnd - tagBegin);
    head.line.text = text.substr(body + (hasMetadata ? 3 : 2));
    return true;
}

class FluentBitGrammar final : public LogGrammar {
public:
    bool head(std::string_view line, LogHead& head) override { return takeHead(line, head); }

    bool complete(LogHead& head, RecordSink& sink) override
    {
        const std::string_view text = trimmed(head.line.text);
        m_pairs.clear();
        if (text.empty() || text.back() != ']' || !RecordText(text.substr(0, text.size() - 1), m_pairs).read()) {
            sink.issue("record-cut", "A record does not end as Fluent Bit ends one; its text is kept as it is");
            return true;
        }
        const RecordTime time = head.line.time;
        const std::string_view tag = head.line.component;
        head.line = m_pairs.logLine();
        head.line.time = time;
        if (head.line.component.data() == nullptr)
            head.line.component = tag;
        else
            appendPair(head.rest, "tag", tag);
        if (!head.line.rest.empty())
            head.rest.append(head.rest.empty() ? "" : " ").append(head.line.rest);
        return true;
    }

private:
    KeyedLine m_pairs;
};

}    // namespace

const FormatInfo& FluentBitImporter::info() const
{
    return fluentBitInfo;
}

Detection FluentBitImporter::detect(const SourceHead& head) const
{
    LogHead parsed;
    return censusOfHeads(head, [&](std::string_view line) { return takeHead(line, parsed); }).detection("records of Fluent Bit", 95);
}

std::unique_ptr<RecordReader> FluentBitImporter::open(const ReaderContext& context) const
{
    return std::make_unique<LogRecordReader>(context, std::make_unique<FluentBitGrammar>());
}

}    // namespace faultline
