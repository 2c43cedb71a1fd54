#include "importers/metrics/csvmapping.h"

#include "app/base/text.h"
#include "importers/metrics/csvcensus.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace faultline {

namespace {

class MappingFinder {
public:
    MappingFinder(CsvTable table, const std::map<std::string, std::string>& stated)
    {
        m_rows = std::move(table.rows);
        table.rows.clear();
        m_mapping.table = std::move(table);
        m_mapping.stated = stated;
    }

    CsvMapping find()
    {
        nameColumns();
        if (m_mapping.table.delimiter != ',')
            m_mapping.notation = findNotation(m_rows);
        for (std::size_t i = 0; i < m_mapping.columns.size(); ++i)
            m_census.push_back(countColumn(m_rows, i, m_mapping.notation));
        if (!applyStated())
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
    void nameColumns()
    {
        const auto& headers = m_mapping.table.headers;
        for (std::size_t i = 0; i < m_mapping.table.columns; ++i) {
            CsvColumn column;
            column.header = headers.empty() ? "column " + std::to_string(i + 1) : std::string(trimmed(headers.front()[i]));
            if (headers.size() > 1)
                nameFromLevels(i, column);
            column.unit = headers.empty() ? std::string() : declaredUnit(column.header);
            column.unitDeclared = !column.unit.empty();
            column.name = std::string(withoutDeclaredUnit(column.header));
            if (column.name.empty())
                column.name = "column " + std::to_string(i + 1);
            m_mapping.columns.push_back(std::move(column));
        }
    }

    /// Levels: the first cell of each row names the level ("microservice", "metric", "statistic"), the last row names the index.
    void nameFromLevels(std::size_t index, CsvColumn& column)
    {
        const auto& headers = m_mapping.table.headers;
        if (index == 0) {
            column.header = std::string(trimmed(headers.back()[0]));
            return;
        }
        column.header.clear();
        for (std::size_t row = 0; row + 1 < headers.size(); ++row) {
            const std::string level(trimmed(headers[row][0]));
            const std::string value(trimmed(headers[row][index]));
            if (column.header.empty() && roleOfHeader(level) == CsvRole::SeriesName)
                column.header = value;
            else if (!value.empty())
                column.labels.emplace_back(level, value);
        }
        if (column.header.empty() && !column.labels.empty()) {
            column.header = column.labels.back().second;
            column.labels.pop_back();
        }
        std::sort(column.labels.begin(), column.labels.end());
    }

    std::size_t findColumn(std::string_view text) const
    {
        for (std::size_t i = 0; i < m_mapping.columns.size(); ++i) {
            if (equalsIgnoringCase(m_mapping.columns[i].header, trimmed(text)))
                return i;
        }
        const auto number = parseInteger(trimmed(text));
        return number && *number >= 1 && *number <= static_cast<std::int64_t>(m_mapping.columns.size()) ? static_cast<std::size_t>(*number - 1)
                                                                                                         : CsvMapping::noColumn;
    }

    static std::optional<CsvRole> statedRole(std::string_view key)
    {
        if (equalsIgnoringCase(key, "time"))
            return CsvRole::Time;
        if (equalsIgnoringCase(key, "date"))
            return CsvRole::Date;
        if (equalsIgnoringCase(key, "label"))
            return CsvRole::Label;
        if (equalsIgnoringCase(key, "ignore"))
            return CsvRole::Unused;
        const CsvRole role = roleOfHeader(key);
        return role == CsvRole::Unused ? std::nullopt : std::optional(role);
    }

    bool applyStated()
    {
        for (const auto& [key, columns] : m_mapping.stated) {
            const auto role = statedRole(key);
            if (!role) {
                m_mapping.problem = "--map does not know \"" + shortened(key, 40) + "\"";
                return false;
            }
            for (const std::string_view column : split(columns, '|')) {
                const std::size_t index = findColumn(column);
                if (index == CsvMapping::noColumn) {
                    m_mapping.problem = "there is no column \"" + shortened(column, 60) + "\"";
                    return false;
                }
                m_mapping.columns[index].role = *role;
                m_isStated.insert(index);
            }
        }
        return true;
    }

    bool isStatedRole(CsvRole role) const
    {
        return std::any_of(m_isStated.begin(), m_isStated.end(), [this, role](std::size_t i) { return m_mapping.columns[i].role == role; });
    }

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
        return rate + (named ? 0.3 : 0.0) + (zoned ? 0.2 : 0.0);
    }

    bool findTime()
    {
        double best = 0;
        std::size_t time = CsvMapping::noColumn;
        for (std::size_t i = 0; i < m_census.size(); ++i) {
            const double score = m_isStated.contains(i) ? 0 : timeScore(i);
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
            if (i != time && !m_isStated.contains(i) && timeScore(i) > 0)
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

    bool isNumeric(std::size_t index) const
    {
        const ColumnCensus& census = m_census[index];
        const bool mostly = m_mapping.columns[index].unitDeclared || census.filled < 10;    // a unit, or too few cells for a share
        return census.filled > 0 && (census.numbers * 10 >= census.filled * 9 || (mostly && census.numbers * 2 > census.filled));
    }

    bool isLabel(std::size_t index) const
    {
        const ColumnCensus& census = m_census[index];
        return census.filled > 0 && census.longest <= 200 && census.distinct.size() <= mostLabelValues
               && census.distinct.size() <= std::max<std::size_t>(20, m_rows.size() / 4);
    }

    /// A request has a path and says how it went or what it was.
    bool findRequests()
    {
        std::map<CsvRole, std::size_t> found;
        for (std::size_t i = 0; i < m_mapping.columns.size(); ++i) {
            CsvRole role = m_isStated.contains(i) ? m_mapping.columns[i].role : roleOfHeader(m_mapping.columns[i].header);
            if (!isRequestRole(role) || (m_mapping.columns[i].role != CsvRole::Unused && !m_isStated.contains(i)))
                continue;
            const bool guessed = !m_isStated.contains(i);
            if (guessed && role == CsvRole::Status && m_census[i].statuses * 10 < m_census[i].filled * 8)
                continue;
            if (guessed && (role == CsvRole::Path) && m_census[i].paths * 10 < m_census[i].filled * 8)
                continue;
            if (guessed && (role == CsvRole::Duration || role == CsvRole::BytesOut || role == CsvRole::BytesIn) && m_census[i].filled > 0 && !isNumeric(i))
                continue;
            if (guessed)
                found.try_emplace(role, i);
            else
                found[role] = i;
        }
        const bool hasPath = found.contains(CsvRole::Path) || found.contains(CsvRole::RequestLine);
        if (!hasPath || !(found.contains(CsvRole::Status) || found.contains(CsvRole::Method) || isStatedRole(CsvRole::Path)))
            return false;
        for (const auto& [role, index] : found)
            m_mapping.columns[index].role = role;
        // The common log format begins "host logname user": host is the client there.
        for (CsvColumn& column : m_mapping.columns) {
            if (equalsIgnoringCase(column.header, "logname") && found.contains(CsvRole::Host) && !found.contains(CsvRole::ClientIp))
                m_mapping.columns[found[CsvRole::Host]].role = CsvRole::ClientIp;
        }
        if (found.contains(CsvRole::Duration))
            findDurationUnit(found[CsvRole::Duration]);
        m_mapping.shape = CsvContent::Requests;
        return true;
    }

    void findDurationUnit(std::size_t index)
    {
        CsvColumn& column = m_mapping.columns[index];
        const auto unit = findUnit(column.unit);
        if (column.unitDeclared && unit && unit->base == "s") {
            column.unitNs = static_cast<std::int64_t>(1e9 * unit->multiply / unit->divide);
            return;
        }
        column.unitNs = 1'000'000'000;
        if (m_census[index].unit == "s" || m_census[index].sizes.empty())
            return;    // the cells say it themselves
        std::vector<double> sizes = m_census[index].sizes;
        std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
        const double median = sizes[sizes.size() / 2];
        const bool seconds = m_census[index].fractions * 2 > sizes.size() && median < 100;
        column.unitNs = seconds ? 1'000'000'000 : 1'000'000;
        m_mapping.issues.emplace_back("duration-unit-assumed", "Column \"" + shortened(column.header, 60) + "\" states no unit; its median is "
                                                                   + formatNumber(median) + ", so it is read as "
                                                                   + (seconds ? "seconds" : "milliseconds"));
    }

    bool findSamples()
    {
        const bool valuesStated = isStatedRole(CsvRole::Value);
        const bool labelsStated = isStatedRole(CsvRole::Label);
        std::vector<std::size_t> values, texts, empty;
        for (std::size_t i = 0; i < m_mapping.columns.size(); ++i) {
            CsvColumn& column = m_mapping.columns[i];
            if (column.role == CsvRole::Value)
                values.push_back(i);
            else if (column.role != CsvRole::Unused || m_isStated.contains(i))
                continue;
            else if (m_census[i].filled == 0)
                empty.push_back(i);
            else if (isNumeric(i) && !valuesStated)
                values.push_back(i);
            else if (!isNumeric(i))
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
        m_mapping.shape = CsvContent::Samples;
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
            return m_mapping.columns[i].role != CsvRole::Value && isIdentifierHeader(m_mapping.columns[i].header) && isLabel(i);
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
        else if (!labelsStated && isLabel(index))
            column.role = CsvRole::Label;
        else if (!labelsStated)
            m_mapping.issues.emplace_back("column-left-out", "Column \"" + shortened(column.header, 60) + "\" holds too many different texts to tell series apart");
    }

    bool findLogLines()
    {
        for (std::size_t i = 0; i < m_mapping.columns.size(); ++i) {
            CsvColumn& column = m_mapping.columns[i];
            const CsvRole role = roleOfHeader(column.header);
            const bool isLogRole = role == CsvRole::Text || role == CsvRole::Severity || role == CsvRole::Component || role == CsvRole::TraceId;
            if (column.role == CsvRole::Unused && isLogRole && m_mapping.columnOf(role) == CsvMapping::noColumn)
                column.role = role;
        }
        if (m_mapping.columnOf(CsvRole::Text) == CsvMapping::noColumn)
            return false;
        m_mapping.shape = CsvContent::LogLines;
        return true;
    }

    void findShape()
    {
        const std::size_t rows = m_rows.size() + m_mapping.table.oddRows;
        if (m_rows.empty()) {
            m_mapping.problem = "there are no data rows";
            return;
        }
        const bool textStated = isStatedRole(CsvRole::Text);
        const bool headed = !m_mapping.table.headers.empty();
        std::string kind;
        if ((headed || !m_mapping.stated.empty()) && !isStatedRole(CsvRole::Value) && !textStated && findRequests()) {
            m_mapping.confidence = 50;
            kind = "requests";
        } else if (!textStated && !hasFreeText() && findSamples()) {
            m_mapping.confidence = headed ? 45 : 30;
            kind = "samples";
        } else if (headed && findLogLines()) {
            m_mapping.confidence = 25;
            kind = "log lines";
        } else {
            m_mapping.problem = "beside the time there is neither a number nor a path: a timeline or another log";
            return;
        }
        if (m_mapping.table.oddRows * 20 > rows)
            m_mapping.confidence -= 10;
        m_mapping.reason = std::to_string(m_rows.size()) + " of " + std::to_string(rows) + " rows have " + std::to_string(m_mapping.table.columns)
                           + " columns with a time; they read as " + kind;
    }

    /// Sentences of many kinds beside numbers are a log (csvlog of a database, an exported log store), not a metric.
    bool hasFreeText() const
    {
        if (isStatedRole(CsvRole::Value))
            return false;
        for (std::size_t i = 0; i < m_census.size(); ++i) {
            const bool text = m_mapping.columns[i].role == CsvRole::Unused && !isNumeric(i) && m_census[i].filled * 2 > m_rows.size();
            if (text && !isLabel(i) && (m_mapping.table.headers.empty() || roleOfHeader(m_mapping.columns[i].header) == CsvRole::Text))
                return true;
        }
        return false;
    }

    CsvMapping m_mapping;
    std::vector<std::vector<std::string>> m_rows;
    std::vector<ColumnCensus> m_census;
    std::set<std::size_t> m_isStated;
};

}    // namespace

std::size_t CsvMapping::columnOf(CsvRole role) const
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].role == role)
            return i;
    }
    return noColumn;
}

CsvMapping findCsvMapping(const SourceHead& head, const std::map<std::string, std::string>& stated)
{
    CsvMapping best;
    best.stated = stated;
    best.problem = "the lines are not cut evenly by comma, semicolon, tab or |";
    for (CsvTable& table : readCsvHead(head)) {
        CsvMapping mapping = MappingFinder(std::move(table), stated).find();
        if (mapping.shape != CsvContent::None)
            return mapping;
        if (best.columns.empty())
            best = std::move(mapping);
    }
    return best;
}

}    // namespace faultline
