#include "importers/metrics/prometheusqueryrange.h"

#include "app/base/text.h"
#include "importers/metrics/exposition.h"
#include "importers/metrics/valueunits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace faultline {

namespace {

constexpr std::size_t largestDepth = 64;

struct Point {
    std::string time;     ///< digits as written
    std::string value;
};

/// What the answer says besides its samples.
struct Answer {
    std::string status;
    std::string errorType;
    std::string error;
    std::string resultType;
    std::vector<std::string> warnings;
};

/// One element of "result".
struct Element {
    Labels labels;
    std::vector<Point> points;
    std::size_t histograms = 0;
    bool isStream = false;
};

/// Follows the document event by event, so that an answer of any size needs the memory of one series.
class AnswerHandler : public nlohmann::json_sax<nlohmann::json> {
public:
    Answer answer;
    std::size_t elements = 0;
    std::size_t errorByte = 0;
    bool tooDeep = false;
    bool hasShape = false;    ///< a result was seen where Prometheus puts it

    bool null() override { return scalarValue("null"); }
    bool boolean(bool value) override { return scalarValue(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { return scalarValue(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return scalarValue(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { return scalarValue(text); }
    bool string(string_t& value) override { return scalarValue(value); }
    bool binary(binary_t&) override { return false; }
    bool key(string_t& name) override
    {
        m_path.back().key = name;
        return true;
    }
    bool start_object(std::size_t) override { return enter(Container::Object); }
    bool start_array(std::size_t) override { return enter(Container::Array); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        errorByte = position;
        return false;
    }

protected:
    virtual bool finishElement(const Element& element) = 0;

private:
    enum class Container { Object, Array };
    struct Level {
        Container container;
        std::string key;
        std::size_t index = 0;    ///< of the array member being read
    };

    bool isKey(std::size_t level, std::string_view name) const
    {
        return level < m_path.size() && m_path[level].container == Container::Object && m_path[level].key == name;
    }
    bool isArray(std::size_t level) const { return level < m_path.size() && m_path[level].container == Container::Array; }

    /// Level of an element object: 3 inside {"data":{"result":[...]}}, 1 in a bare list; 0 = not inside one.
    std::size_t elementLevel() const
    {
        if (m_path.size() > 1 && isArray(0))
            return 1;
        if (m_path.size() > 3 && isKey(0, "data") && isKey(1, "result") && isArray(2))
            return 3;
        return 0;
    }

    bool enter(Container container)
    {
        if (m_path.size() >= largestDepth) {
            tooDeep = true;
            return false;
        }
        m_path.push_back({container, {}, 0});
        const std::size_t level = elementLevel();
        if (level != 0 && m_path.size() == level + 1)
            m_element = {};
        if (level != 0 && m_path.size() == level + 2 && isKey(level, "stream"))
            m_element.isStream = true;
        return true;
    }

    bool leave()
    {
        const std::size_t level = elementLevel();
        bool goOn = true;
        if (level != 0 && m_path.size() == level + 1 && m_path.back().container == Container::Object) {
            hasShape = hasShape || !m_element.points.empty() || m_element.histograms > 0;
            ++elements;
            goOn = finishElement(m_element);
            m_element = {};
        }
        const bool isResult = m_path.size() == 3 && isKey(0, "data") && isKey(1, "result") && isArray(2);
        const bool wasScalar = isResult && m_scalarParts == 2;    // "scalar": the result is the pair itself
        if (isResult)
            m_scalarParts = 0;
        m_path.pop_back();
        if (wasScalar) {
            hasShape = true;
            ++elements;
            goOn = finishElement(m_element);
            m_element = {};
        }
        advance();
        return goOn;
    }

    void advance()
    {
        if (!m_path.empty() && m_path.back().container == Container::Array)
            ++m_path.back().index;
    }

    bool scalarValue(const std::string& text)
    {
        take(text);
        advance();
        return true;
    }

    void take(const std::string& text)
    {
        if (m_path.empty())
            return;
        if (m_path.size() == 1 && m_path[0].container == Container::Object)
            takeTop(m_path[0].key, text);
        if (m_path.size() == 2 && isArray(1) && (isKey(0, "warnings") || isKey(0, "infos")))
            answer.warnings.push_back(text);
        if (m_path.size() == 2 && isKey(0, "data") && isKey(1, "resultType"))
            answer.resultType = text;
        if (m_path.size() == 3 && isKey(0, "data") && isKey(1, "result") && isArray(2))
            takePair(m_path[2].index, text, m_scalarParts);
        if (const std::size_t level = elementLevel())
            takeOfElement(level, text);
    }

    void takeTop(const std::string& name, const std::string& text)
    {
        if (name == "status")
            answer.status = text;
        if (name == "errorType")
            answer.errorType = text;
        if (name == "error")
            answer.error = text;
    }

    void takeOfElement(std::size_t level, const std::string& text)
    {
        const std::size_t depth = m_path.size();
        if (depth == level + 2 && isKey(level, "metric") && m_path[level + 1].container == Container::Object)
            m_element.labels.emplace_back(m_path[level + 1].key, text);
        std::size_t ignored = 0;
        if (depth == level + 2 && isKey(level, "value") && isArray(level + 1))
            takePair(m_path[level + 1].index, text, ignored);
        if (depth == level + 3 && isKey(level, "values") && isArray(level + 1) && isArray(level + 2))
            takePair(m_path[level + 2].index, text, ignored);
        // Native histograms: [time, {...}]; only counted.
        const bool isHistogramTime = (depth == level + 3 && isKey(level, "histograms") && isArray(level + 2) && m_path[level + 2].index == 0)
                                     || (depth == level + 2 && isKey(level, "histogram") && isArray(level + 1) && m_path[level + 1].index == 0);
        if (isHistogramTime)
            ++m_element.histograms;
    }

    void takePair(std::size_t index, const std::string& text, std::size_t& parts)
    {
        if (index == 0)
            m_element.points.push_back({text, {}});
        if (index == 1 && !m_element.points.empty())
            m_element.points.back().value = text;
        ++parts;
    }

    std::vector<Level> m_path;
    Element m_element;
    std::size_t m_scalarParts = 0;
};

class DetectingHandler final : public AnswerHandler {
private:
    bool finishElement(const Element&) override { return true; }
};

class ImportingHandler final : public AnswerHandler {
public:
    ImportingHandler(RecordSink& sink, std::string_view fallbackName) : m_sink(sink), m_fallbackName(fallbackName) {}

    std::size_t histograms = 0;
    std::size_t used = 0;    // elements that hold anything

private:
    bool finishElement(const Element& element) override
    {
        used += element.isStream || element.histograms > 0 || !element.points.empty() ? 1U : 0U;
        if (element.isStream) {
            m_sink.reject("log-streams", "This result holds log lines (Loki streams), not samples");
            return true;
        }
        histograms += element.histograms;
        if (element.points.empty())
            return true;
        std::string name(m_fallbackName);
        Labels labels;
        for (const auto& [key, value] : element.labels) {
            if (key == "__name__")
                name = value;
            else
                labels.emplace_back(key, value);
        }
        std::sort(labels.begin(), labels.end());
        const SeriesHandle handle = m_sink.series(name, labels, declaredUnit(name), seriesKindOf(name));
        for (const Point& point : element.points)
            addPoint(handle, name, point);
        return true;
    }

    void addPoint(SeriesHandle handle, const std::string& name, const Point& point)
    {
        const auto time = nanosecondsFromSeconds(point.time);
        const auto value = parseNumber(point.value, NumberNotation::DecimalPoint);
        if (time && value) {
            m_sink.sample(handle, {timestampFrom(*time), TimeBasis::Epoch, false, false}, *value);
            return;
        }
        m_sink.reject(time ? "bad-value" : "bad-time",
                      "Sample of " + shortened(name, 60) + " at " + shortened(point.time, 30) + ": \"" + shortened(point.value, 30) + "\"");
    }

    RecordSink& m_sink;
    std::string_view m_fallbackName;
};

class PrometheusReader final : public RecordReader {
public:
    explicit PrometheusReader(std::string_view fileName)
    {
        // An expression has no name of its own; the file's is what the user called it.
        const std::size_t dot = fileName.find('.');
        m_name = std::string(dot == 0 ? fileName : fileName.substr(0, dot));
        if (m_name.empty())
            m_name = "result";
    }

    void document(std::string_view text, RecordSink& sink) override
    {
        ImportingHandler handler(sink, m_name);
        const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
        const Answer& answer = handler.answer;
        if (answer.status == "error")
            sink.reject("query-failed", "Prometheus answered with an error, " + shortened(answer.errorType, 60) + ": " + shortened(answer.error, 300));
        for (const std::string& warning : answer.warnings)
            sink.issue("prometheus-warning", shortened(warning, 300));
        if (handler.histograms > 0)
            sink.issue("native-histograms-skipped", formatGrouped(static_cast<std::int64_t>(handler.histograms)) + " native histogram samples were left out");
        if (!whole)
            rejectRest(handler, text.size(), sink);
        else if (handler.used == 0 && answer.status != "error")
            sink.issue("empty-result", "The answer holds no samples");
    }

private:
    static void rejectRest(const ImportingHandler& handler, std::size_t size, RecordSink& sink)
    {
        if (handler.tooDeep)
            sink.reject("too-deep", "The document nests deeper than 64 levels");
        else
            sink.reject("bad-json", "The document is damaged at byte " + std::to_string(std::min(handler.errorByte, size)) + " of " + std::to_string(size)
                                        + "; complete series before it were kept");
    }

    std::string m_name;
};

/// "1.4357814E9" as plain digits. Nothing for exponents that no time has.
std::optional<std::string> withoutExponent(std::string_view text)
{
    const std::size_t mark = text.find_first_of("eE");
    if (mark == std::string_view::npos)
        return std::string(text);
    std::string_view power = text.substr(mark + 1);
    if (!power.empty() && power.front() == '+')
        power.remove_prefix(1);
    const auto exponent = parseInteger(power);
    if (!exponent || *exponent < -20 || *exponent > 20)
        return std::nullopt;
    std::string digits(text.substr(0, mark));
    const std::string sign = !digits.empty() && digits.front() == '-' ? "-" : "";
    digits.erase(0, sign.size());
    std::size_t point = digits.find('.');
    if (point != std::string::npos)
        digits.erase(point, 1);
    else
        point = digits.size();
    const auto shifted = static_cast<std::int64_t>(point) + *exponent;
    if (shifted <= 0)
        return sign + "0." + std::string(static_cast<std::size_t>(-shifted), '0') + digits;
    const auto place = static_cast<std::size_t>(shifted);
    if (place >= digits.size())
        return sign + digits + std::string(place - digits.size(), '0');
    return sign + digits.substr(0, place) + "." + digits.substr(place);
}

}    // namespace

std::optional<std::int64_t> nanosecondsFromSeconds(std::string_view text)
{
    if (text.empty() || text.size() > 64)
        return std::nullopt;
    std::optional<std::string> plain;
    if (text.find_first_of("eE") != std::string_view::npos) {
        plain = withoutExponent(text);
        if (!plain)
            return std::nullopt;
        text = *plain;
    }
    const std::size_t point = text.find('.');
    return parseDecimalScaled(point == std::string_view::npos ? text : text.substr(0, point + 10), 1'000'000'000);
}

const FormatInfo& PrometheusQueryRange::info() const
{
    static const FormatInfo info{.id = "prometheus-query-range",
                                 .title = "Prometheus query answer (JSON)",
                                 .records = "series",
                                 .framing = Framing::Document,
                                 .zone = "epoch",
                                 .specification = "Prometheus HTTP API"};
    return info;
}

Detection PrometheusQueryRange::detect(const SourceHead& head) const
{
    const std::string_view text = trimmed(head.text);
    if (text.empty() || (text.front() != '{' && text.front() != '['))
        return {};
    if (text.find("\"metric\"") == std::string_view::npos && text.find("\"resultType\"") == std::string_view::npos
        && text.find("\"errorType\"") == std::string_view::npos)
        return {};
    DetectingHandler handler;
    nlohmann::json::sax_parse(text.begin(), text.end(), &handler);    // a cut head ends in an error; what came before counts
    const std::string& type = handler.answer.resultType;
    Detection detection;
    if (type == "matrix" || type == "vector" || type == "scalar") {
        detection.confidence = 95;
        detection.reason = "resultType \"" + type + "\" of a Prometheus query";
    } else if (type.empty() && handler.hasShape) {
        detection.confidence = text.front() == '{' ? 90 : 85;
        detection.reason = "a list of metrics with [time, value] pairs";
    } else if (handler.answer.status == "error" && !handler.answer.errorType.empty()) {
        detection.confidence = 80;
        detection.reason = "an error answer of a Prometheus query";
    }
    return detection;
}

std::unique_ptr<RecordReader> PrometheusQueryRange::open(const ReaderContext& context) const
{
    return std::make_unique<PrometheusReader>(context.head.fileName);
}

}    // namespace faultline
