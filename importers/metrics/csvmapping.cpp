#include "importers/metrics/csvmapping.h"

#include "app/base/text.h"
#include "importers/metrics/mappingdraft.h"

#include <algorithm>

namespace faultline {

namespace {

class MappingFinder {
public:
    explicit MappingFinder(MappingDraft draft) : m_draft(std::move(draft)) {}

    CsvMapping find()
    {
        if (!m_draft.applyStatements())
            return std::move(m_mapping);
        if (m_mapping.columnOf(CsvRole::Time) == CsvMapping::noColumn && !findTime()) {
            m_mapping.problem = "no column reads as a time";
            return std::move(m_mapping);
        }
        solveDateOrder();
        findShape();
        return std::move(m_mapping);
    }

private:
    double timeScore(std::size_t index) const
    {
        const ColumnCensus& census = m_census[index];
        if (census.filled == 0 || census.filled * 10 < m_rows.size() * 8)
            return 0;
        const bool named = isTimeHeader(m_mapping.columns[index].header);
        const bool numeric = census.epochs > census.writtenTimes;
        const double rate = static_cast<double>(numeric ? census.epochs : census.writtenTimes) / static_cast<double>(census.filled);
        // Big counters look like epoch stamps: a column of bare numbers needs the name, or the first place and order.
        if (rate < 0.8 || (numeric && !named && !(index == 0 && std::is_sorted(census.sizes.begin(), census.sizes.end()) && census.distinct.size() > 1)))
            return 0;
        const bool zoned = census.zoned * 2 > census.filled;
        return rate + (named ? 0.3 : 0.0) + (isPlainTimeHeader(m_mapping.columns[index].header) ? 0.05 : 0.0) + (zoned ? 0.2 : 0.0);
    }

    bool findTime()
    {
        double best = 0;
        std::size_t time = CsvMapping::noColumn;
        for (std::size_t i = 0; i < m_census.size(); ++i) {
            const double score = m_draft.stated.contains(i) ? 0 : timeScore(i);
            if (score > best + 0.001) {
                best = score;
                time = i;
            }
        }
        if (time == CsvMapping::noColumn)
            return false;
        m_mapping.columns[time].role = CsvRole::Time;
        const bool dateOnly = std::none_of(m_rows.begin(), m_rows.end(), [time](const auto& row) { return row[time].find(':') != std::string::npos; })
                              && m_census[time].epochs == 0;
        for (std::size_t i = 0; i < m_census.size(); ++i) {
            const bool isClock = m_census[i].filled > 0 && m_census[i].clocks * 10 >= m_census[i].filled * 9;
            if (dateOnly && isClock && m_mapping.columns[i].role == CsvRole::Unused) {
                m_mapping.columns[time].role = CsvRole::Date;
                m_mapping.columns[i].role = CsvRole::Time;
                break;
            }
            if (i != time && !m_draft.stated.contains(i) && timeScore(i) > 0)
                m_mapping.columns[i].role = CsvRole::OtherTime;
        }
        return true;
    }

    void solveDateOrder()
    {
        const std::size_t date = m_mapping.columnOf(CsvRole::Date);
        const std::size_t column = date != CsvMapping::noColumn ? date : m_mapping.columnOf(CsvRole::Time);
        std::vector<std::string_view> cells;
        for (const auto& row : m_rows)
            cells.emplace_back(row[column]);
        DateOrderFinding finding = findDateOrder(cells);
        m_mapping.order = finding.order;
        if (!finding.issue.empty())
            m_mapping.issues.emplace_back(finding.issue, finding.text);
    }

    bool findSamples()
    {
        const bool valuesStated = m_draft.isStatedRole(CsvRole::Value);
        const bool labelsStated = m_draft.isStatedRole(CsvRole::Label);
        std::vector<std::size_t> values, texts, empty;
        for (std::size_t i = 0; i < m_mapping.columns.size(); ++i) {
            CsvColumn& column = m_mapping.columns[i];
            if (column.role == CsvRole::Value)
                values.push_back(i);
            else if (column.role != CsvRole::Unused || m_draft.stated.contains(i))
                continue;
            else if (m_census[i].filled == 0)
                empty.push_back(i);
            else if (m_draft.isNumeric(i) && !valuesStated)
                values.push_back(i);
            else if (!m_draft.isNumeric(i))
                texts.push_back(i);
        }
        if (values.empty())
            return false;
        setAsideIdentifiers(values, texts);
        if (!valuesStated)
            values.insert(values.end(), empty.begin(), empty.end());    // may be filled further down
        for (const std::size_t i : values)
            setValue(i);
        for (const std::size_t i : texts)
            setLabel(i, values.size(), labelsStated);
        return true;
    }

    /// In a long table a numeric port or shard tells series apart; only beside a column that is called a value.
    void setAsideIdentifiers(std::vector<std::size_t>& values, std::vector<std::size_t>& texts) const
    {
        const bool hasNamedValue = std::any_of(values.begin(), values.end(), [this](std::size_t i) {
            return m_mapping.columns[i].role == CsvRole::Value || roleOfHeader(m_mapping.columns[i].header) == CsvRole::Value;
        });
        if (!hasNamedValue || texts.empty())
            return;
        const auto isIdentifier = [this](std::size_t i) {
            return m_mapping.columns[i].role != CsvRole::Value && isIdentifierHeader(m_mapping.columns[i].header) && m_draft.isLabel(i);
        };
        std::copy_if(values.begin(), values.end(), std::back_inserter(texts), isIdentifier);
        values.erase(std::remove_if(values.begin(), values.end(), isIdentifier), values.end());
    }

    void setValue(std::size_t index)
    {
        CsvColumn& column = m_mapping.columns[index];
        column.role = CsvRole::Value;
        if (!column.unitDeclared)
            column.unit = m_census[index].unit;
    }

    void setLabel(std::size_t index, std::size_t values, bool labelsStated)
    {
        CsvColumn& column = m_mapping.columns[index];
        const bool names = values == 1 && roleOfHeader(column.header) == CsvRole::SeriesName && m_mapping.columnOf(CsvRole::SeriesName) == CsvMapping::noColumn;
        if (names)
            column.role = CsvRole::SeriesName;
        else if (!labelsStated && m_draft.isLabel(index))
            column.role = CsvRole::Label;
        else if (!labelsStated)
            m_mapping.issues.emplace_back("column-left-out", "Column \"" + shortened(column.header, 60) + "\" holds too many different texts to tell series apart");
    }

    void findShape()
    {
        const std::size_t rows = m_rows.size() + m_mapping.table.oddRows;
        if (m_rows.empty()) {
            m_mapping.problem = "there are no data rows";
            return;
        }
        const bool headed = !m_mapping.table.headers.empty();
        m_mapping.shape = shapeOfRows(headed);
        switch (m_mapping.shape) {
        case CsvContent::Requests: m_mapping.confidence = 50; break;
        case CsvContent::Samples: m_mapping.confidence = headed ? 45 : 30; break;
        case CsvContent::LogLines: m_mapping.confidence = 25; break;
        case CsvContent::None:
            m_mapping.problem = "beside the time there is neither a number nor a path: a timeline or another log";
            return;
        }
        if (m_mapping.table.oddRows * 20 > rows)
            m_mapping.confidence -= 10;
        m_mapping.reason = std::to_string(m_rows.size()) + " of " + std::to_string(rows) + " rows have " + std::to_string(m_mapping.table.columns)
                           + " columns with a time; they read as " + std::string(recordsOf(m_mapping.shape));
    }

    CsvContent shapeOfRows(bool headed)
    {
        const bool textStated = m_draft.isStatedRole(CsvRole::Text) && !m_draft.isStatedRole(CsvRole::Path) && !m_draft.isStatedRole(CsvRole::RequestLine);
        const bool mayBeRequests = (headed || !m_mapping.stated.empty()) && !m_draft.isStatedRole(CsvRole::Value) && !textStated;
        if (mayBeRequests && findRequestColumns(m_draft))
            return CsvContent::Requests;
        if (!textStated && !hasFreeText() && findSamples())
            return CsvContent::Samples;
        return headed && findLogLineColumns(m_draft) ? CsvContent::LogLines : CsvContent::None;
    }

    /// Sentences of many kinds beside numbers are a log (csvlog of a database, an exported log store), not a metric.
    bool hasFreeText() const
    {
        if (m_draft.isStatedRole(CsvRole::Value))
            return false;
        for (std::size_t i = 0; i < m_census.size(); ++i) {
            const bool text = m_draft.isFree(i) && !m_draft.isNumeric(i) && m_census[i].filled * 2 > m_rows.size();
            if (text && m_draft.isKeyed() && (roleOfHeader(m_mapping.columns[i].header) == CsvRole::Text || m_census[i].sentences * 2 > m_census[i].filled))
                return true;
            if (text && !m_draft.isLabel(i) && (m_mapping.table.headers.empty() || roleOfHeader(m_mapping.columns[i].header) == CsvRole::Text))
                return true;
        }
        return false;
    }

    MappingDraft m_draft;
    CsvMapping& m_mapping = m_draft.mapping;
    const std::vector<std::vector<std::string>>& m_rows = m_draft.rows;
    const std::vector<ColumnCensus>& m_census = m_draft.census;
};

}    // namespace

std::string_view recordsOf(CsvContent content)
{
    switch (content) {
    case CsvContent::None: return "nothing";
    case CsvContent::Samples: return "samples";
    case CsvContent::Requests: return "requests";
    case CsvContent::LogLines: return "log lines";
    }
    return "";
}

std::size_t CsvMapping::columnOf(CsvRole role) const
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].role == role)
            return i;
    }
    return noColumn;
}

std::size_t CsvMapping::columnNamed(std::string_view text) const
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (equalsIgnoringCase(columns[i].header, trimmed(text)))
            return i;
    }
    const auto number = parseInteger(trimmed(text));
    return number && *number >= 1 && *number <= static_cast<std::int64_t>(columns.size()) ? static_cast<std::size_t>(*number - 1) : noColumn;
}

CsvMapping findMapping(CsvTable table, const std::map<std::string, std::string>& stated)
{
    return MappingFinder(MappingDraft(std::move(table), stated)).find();
}

CsvMapping findCsvMapping(const SourceHead& head, const std::map<std::string, std::string>& stated)
{
    CsvMapping best;
    best.stated = stated;
    best.problem = "the lines are not cut evenly by comma, semicolon, tab or |";
    for (CsvTable& table : readCsvHead(head)) {
        CsvMapping mapping = findMapping(std::move(table), stated);
        if (mapping.shape != CsvContent::None)
            return mapping;
        if (best.columns.empty())
            best = std::move(mapping);
    }
    return best;
}

}    // namespace faultline
