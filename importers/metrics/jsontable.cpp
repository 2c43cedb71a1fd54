#include "importers/metrics/jsontable.h"

#include "app/base/text.h"

#include <algorithm>
#include <map>

namespace faultline {

namespace {

constexpr std::size_t mostRows = 400;
constexpr std::size_t mostColumns = 300;
constexpr std::size_t longestCell = 2'000;
constexpr int deepestKey = 8;

/// Collects cells under their dotted keys.
class TableMaker {
public:
    void add(std::string_view object)
    {
        m_rows.emplace_back();
        std::string path;
        flatten(object, path, 1);
    }

    CsvTable take(std::size_t others)
    {
        CsvTable table;
        table.delimiter = '\0';
        table.columns = m_keys.size();
        table.oddRows = others;
        for (auto& row : m_rows)
            row.resize(m_keys.size());
        table.headers.push_back(std::move(m_keys));
        table.rows = std::move(m_rows);
        return table;
    }

private:
    void flatten(std::string_view object, std::string& path, int depth)
    {
        const std::size_t length = path.size();
        JsonSlice slice(object);
        while (slice.next()) {
            path.resize(length);
            path += slice.key();
            const std::string_view value = slice.value();
            if (value.front() == '{' && depth < deepestKey) {
                path += '.';
                flatten(value, path, depth + 1);
            } else if (value != "null") {
                setCell(path, jsonText(value, m_scratch));
            }
        }
        path.resize(length);
    }

    void setCell(const std::string& key, std::string_view value)
    {
        auto found = m_columns.find(key);
        if (found == m_columns.end()) {
            if (m_columns.size() >= mostColumns)
                return;
            found = m_columns.emplace(key, m_keys.size()).first;
            m_keys.push_back(key);
        }
        auto& row = m_rows.back();
        if (row.size() <= found->second)
            row.resize(found->second + 1);
        row[found->second] = value.substr(0, longestCell);
    }

    std::map<std::string, std::size_t, std::less<>> m_columns;
    std::vector<std::string> m_keys;
    std::vector<std::vector<std::string>> m_rows;
    std::string m_scratch;
};

}    // namespace

CsvTable jsonTableOf(const std::vector<std::string_view>& objects, std::size_t others)
{
    TableMaker maker;
    for (std::size_t i = 0; i < objects.size() && i < mostRows; ++i)
        maker.add(objects[i]);
    return maker.take(others);
}

Detection detectionOf(const CsvMapping& mapping, std::string_view noun)
{
    Detection detection;
    switch (mapping.shape) {
    case CsvContent::None: return detection;
    case CsvContent::Requests: detection.confidence = 43; break;
    case CsvContent::Samples: detection.confidence = 42; break;
    case CsvContent::LogLines: detection.confidence = 41; break;
    }
    detection.reason = std::string(noun) + " with a time in \"" + shortened(mapping.columns[mapping.columnOf(CsvRole::Time)].header, 60)
                       + "\"; they read as " + std::string(recordsOf(mapping.shape));
    return detection;
}

JsonRowReader::JsonRowReader(CsvMapping mapping, const TimeSettings& time)
    : m_mapping(std::move(mapping)), m_maker(m_mapping, time), m_inside(deepestKey)
{
    for (std::size_t i = 0; i < m_mapping.columns.size(); ++i) {
        if (!wordOfRole(m_mapping.columns[i].role).empty())
            m_wanted.push_back({i, m_mapping.columns[i].header});
    }
    m_cells.resize(m_mapping.columns.size());
}

std::string_view JsonRowReader::textOf(std::string_view value)
{
    if (!isJsonString(value) || value.find('\\') == std::string_view::npos)
        return isJsonString(value) ? value.substr(1, value.size() - 2) : value;
    if (m_scratchUsed == m_scratch.size())
        m_scratch.emplace_back();
    return jsonText(value, m_scratch[m_scratchUsed++]);
}

/// One walk for all columns; an object inside is entered only where a column is wanted of it.
JsonRecord::Fault JsonRowReader::fill(std::string_view object, const std::vector<Wanted>& wanted, std::size_t depth)
{
    JsonSlice slice(object);
    if (!slice.isObject())
        return JsonRecord::Fault::NotJson;
    while (slice.next()) {
        const std::string_view key = slice.key();
        const std::string_view value = slice.value();
        std::vector<Wanted>* inside = depth < m_inside.size() && value.front() == '{' ? &m_inside[depth] : nullptr;
        if (inside != nullptr)
            inside->clear();
        for (const Wanted& one : wanted) {
            if (one.key == key && m_cells[one.column].data() == nullptr && value != "null")
                m_cells[one.column] = textOf(value);
            else if (inside != nullptr && one.key.size() > key.size() && one.key[key.size()] == '.' && one.key.starts_with(key))
                inside->push_back({one.column, one.key.substr(key.size() + 1)});
        }
        if (inside != nullptr && !inside->empty())
            fill(value, *inside, depth + 1);
    }
    if (slice.isTooDeep())
        return JsonRecord::Fault::TooDeep;
    return slice.isComplete() ? JsonRecord::Fault::None : JsonRecord::Fault::NotJson;
}

void JsonRowReader::row(std::string_view object, RecordSink& sink)
{
    std::fill(m_cells.begin(), m_cells.end(), std::string_view());
    m_scratchUsed = 0;
    if (const auto fault = fill(object, m_wanted, 0); fault != JsonRecord::Fault::None)
        refuse(fault, sink);
    else if (m_mapping.shape == CsvContent::None)
        sink.reject("no-mapping", m_mapping.problem);
    else
        m_maker.make(m_cells, sink);
}

void JsonRowReader::sayAssumptions(RecordSink& sink) const
{
    for (const auto& [code, text] : m_mapping.issues)
        sink.issue(code, text);
}

}    // namespace faultline
