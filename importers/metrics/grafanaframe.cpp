#include "importers/metrics/grafanaframe.h"

#include "app/base/text.h"

#include <algorithm>

namespace faultline {

namespace {

bool isIdentifier(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':' || c == '.';
    });
}

/// Takes key="value" and what separates it from the next pair.
bool takeLabel(std::string_view& text, Labels& labels)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals + 1 >= text.size() || text[equals + 1] != '"')
        return false;
    const std::string_view key = trimmed(text.substr(0, equals));
    if (!isIdentifier(key))
        return false;
    std::string value;
    std::size_t at = equals + 2;
    for (; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        value += text[at];
    }
    if (at >= text.size())
        return false;
    labels.emplace_back(key, value);
    text = trimmed(text.substr(at + 1));
    if (text.empty())
        return true;
    if (text.front() != ',')
        return false;
    text = trimmed(text.substr(1));
    return true;
}

GrafanaColumn columnOf(std::string_view header)
{
    GrafanaColumn column;
    column.header = std::string(trimmed(header));
    if (!splitLegend(column.header, column.name, column.labels)) {
        column.name = std::string(withoutDeclaredUnit(column.header));
        column.unit = declaredUnit(column.header);
    } else {
        column.unit = declaredUnit(column.name);
    }
    return column;
}

}    // namespace

bool splitLegend(std::string_view legend, std::string& name, Labels& labels)
{
    legend = trimmed(legend);
    const std::size_t open = legend.find('{');
    if (open == std::string_view::npos || legend.back() != '}' || (open > 0 && !isIdentifier(legend.substr(0, open))))
        return false;
    std::string_view inner = trimmed(legend.substr(open + 1, legend.size() - open - 2));
    Labels found;
    while (!inner.empty()) {
        if (!takeLabel(inner, found))
            return false;
    }
    std::string stem(legend.substr(0, open));
    const auto metric = std::find_if(found.begin(), found.end(), [](const auto& label) { return label.first == "__name__"; });
    if (metric != found.end()) {
        stem = metric->second;
        found.erase(metric);
    }
    std::sort(found.begin(), found.end());
    name = stem.empty() ? std::string("value") : stem;
    labels = std::move(found);
    return true;
}

std::optional<GrafanaFrame> GrafanaFrame::fromHeader(const CsvCells& cells)
{
    if (cells.size() < 2 || std::any_of(cells.begin(), cells.end(), isDataCell))
        return std::nullopt;
    GrafanaFrame frame;
    frame.time = cells.size();
    for (const std::string_view cell : cells) {
        if (frame.time == cells.size() && isTimeHeader(cell))
            frame.time = frame.columns.size();
        frame.columns.push_back(columnOf(cell));
    }
    if (frame.time == cells.size())
        return std::nullopt;
    frame.columns[frame.time].kind = GrafanaColumn::Kind::Time;
    return frame;
}

void GrafanaFrame::learn(const CsvCells& cells, NumberNotation notation)
{
    for (std::size_t i = 0; i < columns.size() && i < cells.size(); ++i) {
        GrafanaColumn& column = columns[i];
        if (column.kind == GrafanaColumn::Kind::Time || column.kind == GrafanaColumn::Kind::SeriesName || column.kind == GrafanaColumn::Kind::Label)
            continue;
        const bool isNew = column.kind == GrafanaColumn::Kind::Unknown;
        if (!isNew && (!column.unit.empty() || plainNumber(cells[i], notation)))
            continue;
        if (isEmptyCell(cells[i]))
            continue;
        const auto quantity = parseQuantity(cells[i], notation, UnknownUnit::Keep);
        if (isNew && !quantity)
            column.kind = roleOfHeader(column.header) == CsvRole::SeriesName && count(GrafanaColumn::Kind::SeriesName) == 0
                              ? GrafanaColumn::Kind::SeriesName : GrafanaColumn::Kind::Label;
        if (isNew && quantity)
            column.kind = GrafanaColumn::Kind::Value;
        // "0" is written without a unit where the rest of the column has one.
        if (quantity && !quantity->unit.empty() && column.unit.empty())
            column.unit = quantity->unit;
    }
}

std::size_t GrafanaFrame::count(GrafanaColumn::Kind kind) const
{
    return static_cast<std::size_t>(std::count_if(columns.begin(), columns.end(), [kind](const GrafanaColumn& column) { return column.kind == kind; }));
}

}    // namespace faultline
