#pragma once

#include "importers/timelines/timelineline.h"

#include <map>
#include <string>
#include <vector>

namespace faultline {

/// What the columns of a table mean, by their headers, and the reading of its rows. Shared by Markdown tables and CSV.
class TimelineColumns {
public:
    enum class Role { Other, Ignored, Time, Date, Start, End, TimeText, Precision, Type, Title, Body, Owner, Tags, Section, ParallelTime };

    /// `byName`: --map time=COL,title=COL by header or 1-based number; a role that is stated is not guessed.
    explicit TimelineColumns(const std::vector<std::string>& headers, const std::map<std::string, std::string>& byName = {});

    bool hasTime() const;
    bool hasTitle() const;
    /// Columns as this program exports them: texts are taken as they are.
    bool isExport() const;
    const std::string& label() const { return m_label; }    ///< zone in the header of the time column
    const std::vector<Role>& roles() const { return m_roles; }

    /// A row of plain cells. Times are views into this object until the next call.
    TimelineLine row(std::vector<std::string> cells, const DateOrders& orders);

private:
    std::string_view cell(Role role) const;
    void keepOneTime(const std::vector<std::string>& zones, const std::vector<bool>& stated);
    TimelineLine moments(const DateOrders& orders);
    void addTexts(TimelineLine& line) const;
    bool takeInstants(TimelineLine& line, const DateOrders& orders) const;

    std::vector<Role> m_roles;
    std::vector<std::string> m_headers;
    std::vector<std::string> m_cells;
    std::string m_label;
};

}    // namespace faultline
