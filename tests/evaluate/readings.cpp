#include "tests/evaluate/readings.h"

#include "app/import/csvscanner.h"
#include "app/import/timestampscanner.h"
#include "tests/support/realdata.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>

namespace faultline::evaluate {

namespace {

namespace fs = std::filesystem;

std::string_view withoutCarriageReturn(std::string_view line)
{
    return !line.empty() && line.back() == '\r' ? line.substr(0, line.size() - 1) : line;
}

LabelledSeries seriesOf(std::string name, const Table& table)
{
    LabelledSeries series;
    series.name = std::move(name);
    for (std::size_t i = 1; i < table.size(); ++i) {
        if (table[i].size() < 2)
            continue;
        const std::optional<Timestamp> time = timeOf(table[i][0]);
        if (!time)
            continue;
        const std::size_t row = series.values.size();
        series.times.push_back(*time);
        series.values.push_back(numberOf(table[i][1]));
        if (table[i].size() < 3 || table[i][2] != "1")
            continue;
        if (series.windows.empty() || series.windows.back().end != row)
            series.windows.push_back({row, row});
        series.windows.back().end = row + 1;
    }
    return series;
}

}    // namespace

std::optional<std::string> readText(const std::string& path)
{
    std::optional<std::string> text = test::fileText(path);
    return text ? text : test::fileText(path + ".gz");
}

std::optional<Table> readTable(const std::string& path)
{
    const std::optional<std::string> text = readText(path);
    if (!text)
        return std::nullopt;
    Table table;
    CsvScanner scanner(',');
    for (std::size_t begin = 0; begin < text->size();) {
        const std::size_t end = std::min(text->find('\n', begin), text->size());
        if (scanner.feed(withoutCarriageReturn(std::string_view(*text).substr(begin, end - begin))) == CsvScanner::Outcome::Record)
            table.emplace_back(scanner.fields().begin(), scanner.fields().end());
        begin = end + 1;
    }
    return table;
}

std::optional<Timestamp> timeOf(std::string_view text)
{
    std::optional<WrittenTime> written = scanIsoTime(text);
    if (!written)
        written = scanNumericDateTime(text, DateOrder::MonthDayYear);
    if (!written)
        written = scanEpoch(text);
    if (!written)
        return std::nullopt;
    const std::optional<RecordTime> time = TimeResolver().resolve(*written);
    return time ? std::optional(time->utc) : std::nullopt;
}

double numberOf(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : std::numeric_limits<double>::quiet_NaN();
}

void LabelledSeries::layOnGrid()
{
    if (times.size() < 2)
        return;
    const Nanoseconds distance = step();
    const Timestamp begin = times.front();
    const auto place = [&](std::size_t row) { return static_cast<std::size_t>((times[row] - begin + distance / 2) / distance); };
    const std::size_t size = place(times.size() - 1) + 1;
    if (size > 4 * times.size() || !std::is_sorted(times.begin(), times.end()))
        return;
    std::vector<double> laid(size, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t row = 0; row < times.size(); ++row)
        laid[place(row)] = values[row];
    for (IndexRange& window : windows)
        window = {place(std::min(window.begin, times.size() - 1)), place(std::max<std::size_t>(window.end, 1) - 1) + 1};
    values = std::move(laid);
    times.clear();
    for (std::size_t i = 0; i < size; ++i)
        times.push_back(begin + distance * static_cast<std::int64_t>(i));
}

Nanoseconds LabelledSeries::step() const
{
    std::vector<Nanoseconds> distances;
    for (std::size_t i = 1; i < times.size(); ++i)
        distances.push_back(times[i] - times[i - 1]);
    if (distances.empty())
        return Nanoseconds(std::chrono::minutes(5));
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    return std::max(*middle, Nanoseconds(1));
}

std::size_t LabelledSeries::rowsOfADay() const
{
    return static_cast<std::size_t>(Nanoseconds(std::chrono::hours(24)) / step());
}

ValueGrid LabelledSeries::grid() const
{
    return {times.empty() ? Timestamp{} : times.front(), step(), values};
}

std::vector<LabelledSeries> nabSeries(const std::string& folder)
{
    std::vector<LabelledSeries> all;
    const std::string root = folder + "/labelled-series/nab/";
    const std::optional<std::string> labels = folder.empty() ? std::nullopt : readText(root + "labels/combined_windows.json");
    const nlohmann::json windows = nlohmann::json::parse(labels.value_or("{}"), nullptr, false);
    if (!windows.is_object())
        return all;
    for (const auto& [name, ranges] : windows.items()) {
        const std::optional<Table> table = readTable(root + name);
        if (!table)
            continue;
        LabelledSeries series = seriesOf(name, *table);
        for (const auto& range : ranges) {
            const std::optional<Timestamp> begin = timeOf(range.at(0).get<std::string>());
            const std::optional<Timestamp> end = timeOf(range.at(1).get<std::string>());
            if (!begin || !end)
                continue;
            const auto first = std::lower_bound(series.times.begin(), series.times.end(), *begin);
            const auto last = std::upper_bound(series.times.begin(), series.times.end(), *end);
            series.windows.push_back({static_cast<std::size_t>(first - series.times.begin()), static_cast<std::size_t>(last - series.times.begin())});
        }
        series.layOnGrid();
        all.push_back(std::move(series));
    }
    return all;
}

std::vector<LabelledSeries> microsoftSeries(const std::string& folder)
{
    std::vector<LabelledSeries> all;
    const fs::path root = folder + "/labelled-series/microsoft-cloud-monitoring";
    std::error_code error;
    if (folder.empty() || !fs::is_directory(root, error))
        return all;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root, error)) {
        const std::string name = fs::relative(entry.path(), root, error).generic_string();
        if (!entry.is_regular_file() || name.find(".csv") == std::string::npos || name.find("metadata") != std::string::npos)
            continue;
        if (const std::optional<Table> table = readTable(entry.path().string())) {
            all.push_back(seriesOf(name, *table));
            all.back().layOnGrid();
        }
    }
    std::sort(all.begin(), all.end(), [](const LabelledSeries& a, const LabelledSeries& b) { return a.name < b.name; });
    return all;
}

}    // namespace faultline::evaluate
