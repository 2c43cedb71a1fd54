#include "app/timeline/lanelayout.h"

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

constexpr double farRight = 1e18;

/// One row while it is filled from left to right.
struct Row {
    double right = -farRight;                 ///< where the last box ends with the least of its label, gap included
    double bare = -farRight;                  ///< the same without its label
    std::optional<std::size_t> last;          ///< the last box, when it is no cluster
    std::optional<std::size_t> cluster;       ///< the last cluster, when it is the last
};

class Group {
public:
    Group(const std::vector<LaneBox>& boxes, const LaneMetrics& metrics, LaneGroup group, LaneLayout& layout)
        : m_boxes(boxes), m_metrics(metrics), m_group(group), m_layout(layout), m_most(metrics.rows[static_cast<std::size_t>(group)])
    {
    }

    void add(std::size_t index)
    {
        const double left = x(m_boxes[index].begin) - m_metrics.marker / 2.0;
        for (std::size_t row = 0; row < m_rows.size(); ++row)
            if (left >= m_rows[row].right)
                return place(index, row);
        if (m_rows.size() < m_most) {
            m_rows.emplace_back();
            return place(index, m_rows.size() - 1);
        }
        // Rather a marker without words than a number: the row where the most of a label is left.
        const auto widest = std::min_element(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) { return a.bare < b.bare; });
        if (widest != m_rows.end() && left >= widest->bare)
            return place(index, static_cast<std::size_t>(widest - m_rows.begin()));
        gather(index);
    }

    /// Rows of the lane above this group are known now.
    int finish(int firstRow)
    {
        m_layout.firstRow[static_cast<std::size_t>(m_group)] = firstRow;
        for (std::size_t i = 0; i < m_boxes.size(); ++i)
            if (m_boxes[i].group == m_group)
                m_layout.places[i].row += firstRow;
        for (LaneCluster& cluster : m_layout.clusters)
            if (cluster.group == m_group)
                cluster.row += firstRow;
        return firstRow + static_cast<int>(m_rows.size());
    }

private:
    double x(Timestamp time) const
    {
        return static_cast<double>(nanosecondsOf(time)) / static_cast<double>(std::max<std::int64_t>(1, m_metrics.perPixel.count()));
    }

    /// The room that the box gave to the one before it ends where this one begins.
    void limit(Row& row, double left)
    {
        if (!row.last)
            return;
        const double room = left - m_metrics.gap - x(m_boxes[*row.last].begin);
        m_layout.places[*row.last].room = static_cast<int>(std::clamp(room, 0.0, double{unlimitedRoom}));
    }

    void place(std::size_t index, std::size_t rowIndex)
    {
        const LaneBox& box = m_boxes[index];
        Row& row = m_rows[rowIndex];
        limit(row, x(box.begin) - m_metrics.marker / 2.0);
        const double text = x(box.begin) + m_metrics.marker + std::min(box.label, m_metrics.leastLabel);
        const double bare = std::max(x(box.end), x(box.begin) + m_metrics.marker / 2.0) + m_metrics.leastGap;
        row = {std::max(x(box.end), text) + m_metrics.gap, bare, index, std::nullopt};
        m_layout.places[index] = {static_cast<int>(rowIndex), unlimitedRoom, std::nullopt};
    }

    /// No row is free: it joins what stands last in the last row.
    void gather(std::size_t index)
    {
        if (m_most == 0) {
            m_layout.places[index] = {0, 0, std::nullopt};
            return;
        }
        Row& row = m_rows.back();
        if (!row.cluster) {
            const LaneBox& first = m_boxes[*row.last];
            row.cluster = m_layout.clusters.size();
            m_layout.clusters.push_back({m_group, static_cast<int>(m_rows.size()) - 1, first.begin, first.end, {*row.last}});
            m_layout.places[*row.last].cluster = row.cluster;
            row.last.reset();
        }
        LaneCluster& cluster = m_layout.clusters[*row.cluster];
        cluster.boxes.push_back(index);
        cluster.end = std::max(cluster.end, m_boxes[index].end);
        m_layout.places[index] = {static_cast<int>(m_rows.size()) - 1, 0, row.cluster};
        // States are gathered for as long as one of them holds; moments only where "+12" stands.
        const double end = m_group == LaneGroup::State ? x(cluster.end) : 0;
        row.right = std::max(x(cluster.begin) + m_metrics.cluster, end) + m_metrics.leastGap;
        row.bare = row.right;
    }

    const std::vector<LaneBox>& m_boxes;
    const LaneMetrics& m_metrics;
    LaneGroup m_group;
    LaneLayout& m_layout;
    std::size_t m_most;
    std::vector<Row> m_rows;
};

}    // namespace

LaneLayout layOutLane(const std::vector<LaneBox>& boxes, const LaneMetrics& metrics)
{
    LaneLayout layout;
    layout.places.resize(boxes.size());
    std::vector<Group> groups;
    for (const LaneGroup group : {LaneGroup::State, LaneGroup::Point, LaneGroup::Entry})
        groups.emplace_back(boxes, metrics, group, layout);
    for (std::size_t i = 0; i < boxes.size(); ++i)
        groups[static_cast<std::size_t>(boxes[i].group)].add(i);
    for (Group& group : groups)
        layout.rows = group.finish(layout.rows);
    return layout;
}

}    // namespace faultline
