#include "importers/metrics/exposition.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/textcursor.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::size_t longestExemplar = 128;    // characters of all names and values together, by OpenMetrics

bool isNameStart(char c) { return isLetter(c) || c == '_'; }
bool isNameByte(char c) { return isNameStart(c) || isDigit(c); }
bool isBlank(char c) { return c == ' ' || c == '\t'; }

/// Behind the quote that closes the text whose first byte is at `at`; npos when none does.
std::size_t behindQuoted(std::string_view text, std::size_t at)
{
    for (; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return std::string_view::npos;
}

/// Behind the brace that closes the one before `at`; npos when none does.
std::size_t behindBraces(std::string_view text, std::size_t at)
{
    while (at != std::string_view::npos && at < text.size()) {
        if (text[at] == '}')
            return at + 1;
        at = text[at] == '"' ? behindQuoted(text, at + 1) : at + 1;
    }
    return std::string_view::npos;
}

class Cutter {
public:
    Cutter(std::string_view line, ExpositionDialect dialect) : m_line(line), m_strict(dialect == ExpositionDialect::OpenMetrics) {}

    std::string_view cut(ExpositionSample& sample)
    {
        if (!takeHead(sample))
            return "The line begins with no metric name";
        if (m_at == std::string_view::npos)
            return "The braces of the labels are not closed";
        sample.head = m_line.substr(0, m_at);
        if (!takeGap(sample.labels.data() != nullptr))
            return "No value follows the name";
        sample.value = token();
        if (sample.value.empty())
            return "No value follows the name";
        if (atEnd())
            return {};
        if (!takeGap(false) || m_at == m_line.size())
            return m_strict ? std::string_view("A blank follows the value") : std::string_view();
        if (m_line[m_at] != '#') {
            sample.time = token();
            if (sample.time.empty())
                return "More than one blank follows the value";
            if (atEnd())
                return {};
            if (!takeGap(false) || m_at == m_line.size())
                return m_strict ? std::string_view("A blank follows the time") : std::string_view();
        }
        if (m_line.substr(m_at, 2) != "# " || m_line.substr(m_at + 2, 1) != "{")
            return "Something other than an exemplar follows the sample";
        sample.exemplar = m_line.substr(m_at + 2);
        return {};
    }

private:
    bool atEnd() const { return m_at >= m_line.size(); }

    bool takeHead(ExpositionSample& sample)
    {
        while (!m_strict && m_at < m_line.size() && isBlank(m_line[m_at]))
            ++m_at;
        const std::size_t begin = m_at;
        if (m_at < m_line.size() && (isNameStart(m_line[m_at]) || m_line[m_at] == ':')) {
            while (m_at < m_line.size() && (isNameByte(m_line[m_at]) || m_line[m_at] == ':'))
                ++m_at;
        }
        sample.name = m_line.substr(begin, m_at - begin);
        std::size_t brace = m_at;
        while (!m_strict && brace < m_line.size() && isBlank(m_line[brace]))
            ++brace;
        if (brace >= m_line.size() || m_line[brace] != '{')
            return !sample.name.empty();
        m_at = behindBraces(m_line, brace + 1);
        if (m_at != std::string_view::npos)
            sample.labels = m_line.substr(brace + 1, m_at - brace - 2);
        return !m_strict || !sample.name.empty();
    }

    bool takeGap(bool behindBrace)
    {
        const std::size_t begin = m_at;
        while (m_at < m_line.size() && (m_line[m_at] == ' ' || (!m_strict && m_line[m_at] == '\t')))
            ++m_at;
        return m_strict ? m_at == begin + 1 : m_at > begin || behindBrace;
    }

    std::string_view token()
    {
        const std::size_t begin = m_at;
        while (m_at < m_line.size() && !isBlank(m_line[m_at]))
            ++m_at;
        return m_line.substr(begin, m_at - begin);
    }

    std::string_view m_line;
    bool m_strict;
    std::size_t m_at = 0;
};

class LabelParser {
public:
    LabelParser(std::string_view text, ExpositionDialect dialect) : m_text(text), m_strict(dialect == ExpositionDialect::OpenMetrics) {}

    std::string_view parse(std::string& name, Labels& labels)
    {
        skipBlanks();
        while (m_at < m_text.size()) {
            const std::string_view fault = takeLabel(name, labels);
            if (!fault.empty())
                return fault;
            skipBlanks();
            if (m_at == m_text.size())
                break;
            if (m_text[m_at] != ',')
                return "Two labels have no comma between them";
            ++m_at;
            skipBlanks();
            if (m_at == m_text.size() && m_strict)
                return "A comma follows the last label";
        }
        std::sort(labels.begin(), labels.end());
        const auto twice = std::adjacent_find(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
        return twice == labels.end() ? std::string_view() : std::string_view("A label is written twice");
    }

private:
    void skipBlanks()
    {
        while (!m_strict && m_at < m_text.size() && isBlank(m_text[m_at]))
            ++m_at;
    }

    std::string_view takeLabel(std::string& name, Labels& labels)
    {
        std::string key;
        const bool quoted = m_text[m_at] == '"';
        if (quoted && (m_strict || !takeQuoted(key)))
            return "A label has no name";
        const std::size_t begin = m_at;
        while (!quoted && m_at < m_text.size() && (m_at == begin ? isNameStart(m_text[m_at]) : isNameByte(m_text[m_at])))
            ++m_at;
        if (!quoted)
            key = m_text.substr(begin, m_at - begin);
        if (key.empty())
            return "A label has no name";
        skipBlanks();
        if (quoted && (m_at == m_text.size() || m_text[m_at] == ',')) {
            name = key;    // {"my.metric",a="b"}: names beyond ASCII since Prometheus 3
            return {};
        }
        if (m_at == m_text.size() || m_text[m_at] != '=')
            return "A label has no value";
        ++m_at;
        skipBlanks();
        std::string value;
        if (m_at == m_text.size() || m_text[m_at] != '"' || !takeQuoted(value))
            return "A label's value is not in quotes";
        if (key == "__name__")
            name = value;
        else
            labels.emplace_back(std::move(key), std::move(value));
        return {};
    }

    bool takeQuoted(std::string& value)
    {
        const std::size_t end = behindQuoted(m_text, m_at + 1);
        if (end == std::string_view::npos)
            return false;
        for (std::size_t i = m_at + 1; i + 1 < end; ++i) {
            const char next = m_text[i] == '\\' ? m_text[i + 1] : '\0';
            if (next != 'n' && next != '\\' && next != '"') {
                value += m_text[i];
                continue;
            }
            value += next == 'n' ? '\n' : next;
            ++i;
        }
        m_at = end;
        return true;
    }

    std::string_view m_text;
    bool m_strict;
    std::size_t m_at = 0;
};

void countMetadata(std::string_view line, ExpositionCensus& census)
{
    if (line.size() < 5)
        return;
    const std::string_view word = line.substr(2, 5);
    const bool isType = word == "TYPE ";
    if (!isType && word != "HELP " && word != "UNIT " && line != "# EOF")
        return;
    ++census.metadata;
    ++census.mine;
    census.isOpenMetrics = census.isOpenMetrics || word == "UNIT " || line == "# EOF";
    const std::size_t blank = line.rfind(' ');
    for (const std::string_view own : {"unknown", "info", "stateset", "gaugehistogram"})
        census.isOpenMetrics = census.isOpenMetrics || (isType && line.substr(blank + 1) == own);
}

}    // namespace

std::string_view cutExposition(std::string_view line, ExpositionDialect dialect, ExpositionSample& sample)
{
    return Cutter(line, dialect).cut(sample);
}

std::string_view parseExpositionLabels(std::string_view text, ExpositionDialect dialect, std::string& name, Labels& labels)
{
    return LabelParser(text, dialect).parse(name, labels);
}

std::string_view checkExemplar(std::string_view exemplar)
{
    const std::size_t end = behindBraces(exemplar, 1);
    if (exemplar.empty() || exemplar.front() != '{' || end == std::string_view::npos)
        return "The exemplar has no labels in braces";
    std::string name;
    Labels labels;
    if (const auto fault = parseExpositionLabels(exemplar.substr(1, end - 2), ExpositionDialect::OpenMetrics, name, labels); !fault.empty())
        return fault;
    std::size_t characters = 0;
    for (const auto& [key, value] : labels) {
        for (const char c : value)
            characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
        characters += key.size();
    }
    if (characters > longestExemplar)
        return "The exemplar's labels have more than 128 characters";
    std::string_view rest = exemplar.substr(end);
    for (int number = 0; number < 2; ++number) {
        if (rest.empty() && number == 1)
            return {};
        const std::size_t next = rest.find(' ', 1);
        const auto value = rest.empty() || rest.front() != ' ' ? std::nullopt : parseDouble(rest.substr(1, next == std::string_view::npos ? next : next - 1));
        if (!value || (number == 1 && !(*value > -1e18 && *value < 1e18)))
            return number == 0 ? "The exemplar has no value" : "The exemplar's time is no number of seconds";
        rest = next == std::string_view::npos ? std::string_view() : rest.substr(next);
    }
    return rest.empty() ? std::string_view() : std::string_view("Something follows the exemplar");
}

bool isMetricName(std::string_view name)
{
    return !name.empty() && (isNameStart(name.front()) || name.front() == ':')
           && std::all_of(name.begin(), name.end(), [](char c) { return isNameByte(c) || c == ':'; });
}

std::optional<MetricType> metricTypeNamed(std::string_view word)
{
    constexpr auto words = std::to_array<std::pair<std::string_view, MetricType>>({{"unknown", MetricType::Unknown}, {"untyped", MetricType::Unknown},
        {"counter", MetricType::Counter}, {"gauge", MetricType::Gauge}, {"histogram", MetricType::Histogram},
        {"gaugehistogram", MetricType::GaugeHistogram}, {"stateset", MetricType::StateSet}, {"info", MetricType::Info},
        {"summary", MetricType::Summary}});
    for (const auto& [name, type] : words) {
        if (name == word)
            return type;
    }
    return std::nullopt;
}

SeriesKind seriesKindOf(MetricType type, std::string_view suffix)
{
    switch (type) {
    case MetricType::Counter: return suffix == "_created" ? SeriesKind::Gauge : SeriesKind::Counter;
    case MetricType::Histogram:
    case MetricType::Summary: return suffix == "_created" || suffix.empty() ? SeriesKind::Gauge : SeriesKind::Counter;
    case MetricType::Gauge:
    case MetricType::GaugeHistogram:
    case MetricType::StateSet:
    case MetricType::Info: return SeriesKind::Gauge;
    case MetricType::Unknown: return SeriesKind::Unknown;
    }
    return SeriesKind::Unknown;
}

SeriesKind seriesKindOf(std::string_view sampleName)
{
    for (const std::string_view suffix : {"_total", "_count", "_sum", "_bucket"}) {
        if (sampleName.size() > suffix.size() && sampleName.ends_with(suffix))
            return SeriesKind::Counter;
    }
    return SeriesKind::Unknown;
}

ExpositionCensus censusOfExposition(const SourceHead& head)
{
    ExpositionCensus census;
    for (const std::string_view line : head.lines) {
        if (trimmed(line).empty())
            continue;
        ++census.filled;
        if (line.front() == '#') {
            countMetadata(line, census);
            continue;
        }
        ExpositionSample sample;
        if (!cutExposition(line, ExpositionDialect::Text, sample).empty() || !parseDouble(sample.value)
            || (sample.time.data() != nullptr && !parseDouble(sample.time)))
            continue;
        ++census.mine;
        ++census.samples;
        census.braced += sample.labels.data() != nullptr ? 1U : 0U;
        census.nameless += sample.name.empty() && sample.labels.find("__name__=\"") != std::string_view::npos ? 1U : 0U;
        census.stamped += sample.time.data() != nullptr ? 1U : 0U;
        // Nine to eleven digits are seconds of this age, twelve and more milliseconds.
        const bool inSeconds = sample.time.data() != nullptr && (!parseInteger(sample.time) || (sample.time.size() >= 9 && sample.time.size() <= 11));
        census.isOpenMetrics = census.isOpenMetrics || inSeconds || sample.exemplar.data() != nullptr;
    }
    return census;
}

Detection detectionOf(const ExpositionCensus& census, std::string_view what)
{
    const LineCensus lines{census.filled, census.mine};
    const int certain = census.metadata > 0 ? 95 : census.braced > 0 ? 85 : 45;
    return lines.detection(what, certain);
}

}    // namespace faultline
