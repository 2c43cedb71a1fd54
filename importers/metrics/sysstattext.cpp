#include "importers/metrics/sysstat.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"
#include "importers/metrics/sysstatnames.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

using Words = std::vector<std::string_view>;

void wordsOf(std::string_view line, Words& words)
{
    words.clear();
    std::size_t at = 0;
    while ((at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos) {
        const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
}

/// "12:00:01" at the front, with AM or PM in 12-hour locales: how many words it takes, 0 when it is none.
std::size_t takeClock(const Words& words, WrittenTime& clock)
{
    if (words.empty())
        return 0;
    TextCursor cursor(words[0]);
    const auto hour = cursor.number(1, 2);
    const auto minute = hour && cursor.take(":") ? cursor.number(2, 2) : std::nullopt;
    const auto second = minute && cursor.take(":") ? cursor.number(2, 2) : std::nullopt;
    if (!second || !cursor.rest().empty() || *hour > 23 || *minute > 59 || *second > 59)
        return 0;
    clock.hour = *hour;
    clock.minute = *minute;
    clock.second = *second;
    const bool isMorning = words.size() > 1 && words[1] == "AM";
    const bool isAfternoon = words.size() > 1 && words[1] == "PM";
    if ((isMorning || isAfternoon) && (*hour < 1 || *hour > 12))
        return 0;
    if (isMorning || isAfternoon)
        clock.hour = *hour % 12 + (isAfternoon ? 12 : 0);
    return isMorning || isAfternoon ? 2 : 1;
}

/// "Linux 5.10.0 (host) \t04/22/24 \t_x86_64_\t(8 CPU)", the date in the order of the locale.
std::optional<WrittenTime> dateOfBanner(const Words& words)
{
    if (words.size() < 4 || !words[2].starts_with('('))
        return std::nullopt;
    auto date = parseAnyTime(words[3], DateOrder::MonthDayYear);    // sysstat's %x in the C locale
    return date && !date->epoch && date->month > 0 ? date : std::nullopt;
}

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings& settings) : m_resolver(settings) {}
    const TimeResolver* timeResolver() const override { return &m_resolver; }

    void line(std::string_view text, RecordSink& sink) override
    {
        wordsOf(text, m_words);
        if (m_words.empty()) {
            sink.skip();
            m_header.clear();
            return;
        }
        if (const auto date = dateOfBanner(m_words)) {
            m_date = *date;
            m_host = m_words[2].substr(1, m_words[2].size() - 2);
            m_last = -1;
            m_dayShift = 0;
            m_series = SeriesCache<SeriesHandle>();
            sink.skip();
            return;
        }
        WrittenTime clock;
        const std::size_t taken = takeClock(m_words, clock);
        if (taken == 0 || m_words.size() <= taken || m_words.back() == "RESTART" || text.find("LINUX RESTART") != std::string_view::npos) {
            if (m_words.front() == "Average:" || m_words.front() == "Summary:" || taken > 0)
                sink.skip();
            else
                sink.reject("bad-line", "The line is no banner, table or average of sar");
            return;
        }
        if (m_header.empty() || isHeader(taken)) {
            m_header.assign(m_words.begin() + static_cast<std::ptrdiff_t>(taken), m_words.end());
            m_last = -1;
            m_dayShift = 0;
            sink.skip();
            return;
        }
        readRow(clock, taken, sink);
    }

private:
    /// Tables follow each other without a blank line in some versions.
    bool isHeader(std::size_t taken) const
    {
        return std::none_of(m_words.begin() + static_cast<std::ptrdiff_t>(taken), m_words.end(),
                            [](std::string_view word) { return parseDouble(word).has_value(); });
    }

    void readRow(const WrittenTime& clock, std::size_t taken, RecordSink& sink)
    {
        if (m_date.month == 0) {
            sink.reject("no-date", "No banner with a date comes before the row");
            return;
        }
        const std::size_t cells = m_words.size() - taken;
        if (cells != m_header.size()) {
            sink.reject("column-count", "The row has " + std::to_string(cells) + " cells, its table " + std::to_string(m_header.size()));
            return;
        }
        const int second = (clock.hour * 60 + clock.minute) * 60 + clock.second;
        if (second < m_last - 43'200)
            ++m_dayShift;    // a table goes on past midnight
        m_last = second;
        WrittenTime written = m_date;
        written.hour = clock.hour;
        written.minute = clock.minute;
        written.second = clock.second;
        written.hasSeconds = true;
        auto time = m_resolver.resolve(written);
        if (!time) {
            sink.reject("bad-time", "The date of the banner and the time of the row make no time");
            return;
        }
        time->utc += std::chrono::hours(24) * std::min(m_dayShift, 31);
        addSamples(*time, taken, sink);
    }

    void addSamples(const RecordTime& time, std::size_t taken, RecordSink& sink)
    {
        m_labelKey.clear();
        for (std::size_t i = 0; i < m_header.size(); ++i) {
            if (!sysstatLabelOf(m_header[i]).empty())
                m_labelKey.append(1, '\0').append(m_words[taken + i]);
        }
        std::size_t samples = 0;
        for (std::size_t i = 0; i < m_header.size(); ++i) {
            const auto value = sysstatLabelOf(m_header[i]).empty() ? parseDouble(m_words[taken + i]) : std::nullopt;
            if (!value)
                continue;
            m_key.assign(m_header[i]).append(m_labelKey);
            SeriesHandle* series = m_series.find(m_key);
            if (series == nullptr)
                series = m_series.add(m_key, newSeries(i, taken, sink));
            if (series != nullptr)
                sink.sample(*series, time, *value);
            samples += series != nullptr ? 1U : 0U;
        }
        if (samples == 0)
            sink.reject("no-value", "The row holds no numbers");
    }

    SeriesHandle newSeries(std::size_t column, std::size_t taken, RecordSink& sink) const
    {
        Labels labels;
        if (!m_host.empty())
            labels.emplace_back("host", m_host);
        for (std::size_t i = 0; i < m_header.size(); ++i) {
            if (const std::string_view label = sysstatLabelOf(m_header[i]); !label.empty())
                labels.emplace_back(std::string(label), std::string(m_words[taken + i]));
        }
        std::sort(labels.begin(), labels.end());
        const std::string_view unit = sysstatUnitOf(m_header[column]);
        return sink.series(m_header[column], labels, unit, unit.ends_with("/s") ? SeriesKind::Rate : SeriesKind::Gauge);
    }

    TimeResolver m_resolver;
    Words m_words;
    std::vector<std::string> m_header;
    WrittenTime m_date;
    std::string m_host, m_key, m_labelKey;
    SeriesCache<SeriesHandle> m_series;
    int m_last = -1;
    int m_dayShift = 0;
};

Detection detect(const SourceHead& head)
{
    Words words;
    for (const std::string_view line : head.lines) {
        wordsOf(line, words);
        if (words.empty())
            continue;
        const bool isBanner = dateOfBanner(words) && line.find(" CPU)") != std::string_view::npos;
        return isBanner ? Detection{96, "it begins with sar's banner of host and date", Anchor::Unknown, Basis::Assumed, {}} : Detection{};
    }
    return {};
}

}    // namespace

std::unique_ptr<Importer> sarText()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "sar-text", .title = "sysstat sar (text)", .records = "series", .framing = Framing::OrderedLines,
                   .zone = "source's zone", .specification = "sysstat sar(1)"},
        &detect, &openWithTimes<Reader>);
}

}    // namespace faultline
