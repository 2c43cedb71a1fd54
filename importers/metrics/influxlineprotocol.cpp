#include "importers/metrics/influx.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"
#include "importers/metrics/valueunits.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

/// A line cut at its unescaped blanks.
struct ProtocolLine {
    std::string_view head;      ///< measurement and tags as written
    std::string_view fields;
    std::string_view time;      ///< data() is nullptr when there is none
};

/// The next `stop` (or the other one) that no backslash precedes, outside quotes when `quotes`.
std::size_t findFree(std::string_view text, std::size_t at, char stop, bool quotes)
{
    bool inQuotes = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\')
            ++at;
        else if (quotes && c == '"')
            inQuotes = !inQuotes;
        else if (c == stop && !inQuotes)
            return at;
    }
    return std::string_view::npos;
}

bool cut(std::string_view line, ProtocolLine& parts)
{
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
        line.remove_suffix(1);
    const std::size_t head = findFree(line, 0, ' ', false);
    if (head == std::string_view::npos || head == 0)
        return false;
    parts.head = line.substr(0, head);
    std::size_t begin = head + 1;
    while (begin < line.size() && line[begin] == ' ')
        ++begin;
    const std::size_t end = findFree(line, begin, ' ', true);
    parts.fields = line.substr(begin, end == std::string_view::npos ? end : end - begin);
    if (end != std::string_view::npos)
        parts.time = trimmed(line.substr(end + 1));
    return parts.fields.find('=') != std::string_view::npos;
}

std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escapes = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ',' || text[i + 1] == ' ' || text[i + 1] == '=');
        plain += text[escapes ? ++i : i];
    }
    return plain;
}

/// A field's value as a number: 2.7, 12i, 12u, t, true. Nothing for texts.
std::optional<double> numberOf(std::string_view value)
{
    if (value.empty() || value.front() == '"')
        return std::nullopt;
    if (value.back() >= '0' && value.back() <= '9')    // nearly every value is a plain number
        return parseDouble(value);
    for (const std::string_view word : {"t", "T", "true", "True", "TRUE"}) {
        if (value == word)
            return 1.0;
    }
    for (const std::string_view word : {"f", "F", "false", "False", "FALSE"}) {
        if (value == word)
            return 0.0;
    }
    if ((value.back() == 'i' || value.back() == 'u') && value.size() > 1)
        value.remove_suffix(1);
    return parseDouble(value);
}

/// Measurement and tags; false when a tag has no value.
bool readHead(std::string_view head, std::string& measurement, Labels& labels)
{
    std::size_t comma = findFree(head, 0, ',', false);
    measurement = unescaped(head.substr(0, comma));
    while (comma != std::string_view::npos) {
        const std::size_t begin = comma + 1;
        comma = findFree(head, begin, ',', false);
        const std::string_view tag = head.substr(begin, comma == std::string_view::npos ? comma : comma - begin);
        const std::size_t mark = findFree(tag, 0, '=', false);
        if (mark == std::string_view::npos || mark == 0)
            return false;
        labels.emplace_back(unescaped(tag.substr(0, mark)), unescaped(tag.substr(mark + 1)));
    }
    std::sort(labels.begin(), labels.end());
    return !measurement.empty();
}

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings&) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        const std::string_view start = trimmed(text);
        if (start.empty() || start.front() == '#') {
            sink.skip();
            return;
        }
        ProtocolLine parts;
        if (!cut(start, parts)) {
            sink.reject("bad-point", "The line is no measurement with tags and fields");
            return;
        }
        if (parts.time.data() == nullptr) {
            sink.reject("no-timestamp", noTimestamp);
            return;
        }
        const auto written = scanWholeEpoch(parts.time);
        if (!written) {
            sink.reject("bad-time", '"' + shortened(parts.time, 40) + "\" is no time since 1970");
            return;
        }
        readFields(parts, {*written, TimeBasis::Epoch, false, false}, sink);
    }

private:
    /// The series of one measurement with one set of tags.
    struct Head {
        std::string measurement;
        Labels labels;
        std::vector<std::pair<std::string, SeriesHandle>> fields;    // key as written
        bool isGood = false;
    };

    static std::optional<Timestamp> scanWholeEpoch(std::string_view text)
    {
        if (text.size() == 19) {    // nanoseconds, the usual case
            const auto value = parseInteger(text);
            return value ? std::optional(timestampFrom(*value)) : std::nullopt;
        }
        const auto written = scanEpoch(text);
        return written && text.empty() ? written->epoch : std::nullopt;
    }

    void readFields(const ProtocolLine& parts, const RecordTime& time, RecordSink& sink)
    {
        Head* head = m_heads.find(parts.head);
        if (head == nullptr) {
            Head fresh;
            fresh.isGood = readHead(parts.head, fresh.measurement, fresh.labels);
            head = m_heads.add(parts.head, std::move(fresh));
        }
        if (head == nullptr || !head->isGood) {
            sink.reject(head == nullptr ? "too-many-series" : "bad-point",
                        head == nullptr ? tooManySeries : std::string_view("A tag has no name or no value"));
            return;
        }
        std::size_t samples = 0, texts = 0, position = 0;
        std::string_view bad;
        for (std::size_t begin = 0; begin < parts.fields.size();) {
            const std::size_t end = std::min(findFree(parts.fields, begin, ',', true), parts.fields.size());
            const std::string_view field = parts.fields.substr(begin, end - begin);
            begin = end + 1;
            const std::size_t mark = findFree(field, 0, '=', false);
            const std::string_view value = mark == std::string_view::npos ? std::string_view() : field.substr(mark + 1);
            const auto number = numberOf(value);
            if (number && mark > 0) {
                sink.sample(seriesOf(*head, field.substr(0, mark), position++, sink), time, *number);
                ++samples;
            } else if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
                ++texts;
            } else {
                bad = field;
            }
        }
        if (samples == 0 && bad.empty() && texts > 0)
            sink.skip();    // a point of texts only
        else if (samples == 0)
            sink.reject("bad-value", '"' + shortened(bad, 60) + "\" is no field with a number, a truth value or a text");
        else if (!bad.empty())
            sink.issue("bad-value", '"' + shortened(bad, 60) + "\" is no field with a number, a truth value or a text");
    }

    static SeriesHandle seriesOf(Head& head, std::string_view key, std::size_t position, RecordSink& sink)
    {
        if (position < head.fields.size() && head.fields[position].first == key)
            return head.fields[position].second;    // points of one series list their fields in one order
        for (const auto& [known, handle] : head.fields) {
            if (known == key)
                return handle;
        }
        const std::string name = head.measurement + '.' + unescaped(key);
        const SeriesHandle handle = sink.series(name, head.labels, declaredUnit(name), name.ends_with("_total") ? SeriesKind::Counter : SeriesKind::Unknown);
        if (head.fields.size() < 1000)
            head.fields.emplace_back(std::string(key), handle);
        return handle;
    }

    SeriesCache<Head> m_heads;
};

bool isPoint(std::string_view line)
{
    ProtocolLine parts;
    if (line.front() == '{' || line.front() == '<' || line.front() == '"' || !cut(line, parts) || parts.head.find_first_of("{}") != std::string_view::npos)
        return false;
    const std::size_t mark = findFree(parts.fields, 0, '=', false);
    if (mark == std::string_view::npos || mark == 0)
        return false;
    const std::string_view rest = parts.fields.substr(mark + 1);
    const std::string_view value = rest.substr(0, findFree(rest, 0, ',', true));
    const bool isValue = numberOf(value) || (value.size() >= 2 && value.front() == '"' && value.back() == '"');
    std::string measurement;
    Labels labels;
    return isValue && readHead(parts.head, measurement, labels) && (parts.time.data() == nullptr || parseInteger(parts.time));
}

}    // namespace

std::unique_ptr<Importer> influxLineProtocol()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "influx-line-protocol", .title = "InfluxDB line protocol", .records = "series", .framing = Framing::Lines,
                   .zone = "epoch", .specification = "InfluxDB line protocol reference"},
        [](const SourceHead& head) {
            std::size_t comments = 0;
            LineCensus census = censusOf(head, [&comments](std::string_view line) {
                comments += line.front() == '#' ? 1U : 0U;
                return line.front() != '#' && isPoint(line);
            });
            census.filled -= census.mine == 0 ? 0 : comments;
            return census.detection("points of the InfluxDB line protocol", 92);
        },
        &openWithTimes<Reader>);
}

}    // namespace faultline
