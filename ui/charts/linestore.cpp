#include "ui/charts/linestore.h"

#include "ui/casesession.h"
#include "ui/charts/derivedline.h"
#include "ui/charts/latencyheatmap.h"
#include "ui/charts/metricline.h"
#include "ui/charts/recordsline.h"
#include "ui/charts/sqlline.h"
#include "ui/charts/stackedlayers.h"

#include <algorithm>

namespace faultline {

namespace {

/// The value of the key, unless nobody holds it any more.
template <typename Known, typename Key>
auto heldBy(Known& known, const Key& key)
{
    known.erase(std::remove_if(known.begin(), known.end(), [](const auto& entry) { return entry.second.expired(); }), known.end());
    const auto found = std::find_if(known.begin(), known.end(), [&key](const auto& entry) { return entry.first == key; });
    return found == known.end() ? decltype(found->second.lock())() : found->second.lock();
}

}    // namespace

LineStore::LineStore(CaseSession& session) : QObject(&session), m_session(session) {}

LineStore& LineStore::of(CaseSession& session)
{
    auto* const store = session.findChild<LineStore*>(QString(), Qt::FindDirectChildrenOnly);
    return store ? *store : *new LineStore(session);
}

std::shared_ptr<PyramidLine> LineStore::line(const LineSpec& spec)
{
    if (auto known = heldBy(m_lines, spec))
        return known;
    std::shared_ptr<PyramidLine> data;
    switch (spec.kind) {
    case LineKind::Metric: data = std::make_shared<MetricLine>(m_session, spec.seriesId); break;
    case LineKind::Records: data = std::make_shared<RecordsLine>(m_session, spec); break;
    case LineKind::Sql: data = std::make_shared<SqlLine>(m_session, spec); break;
    case LineKind::Derived: {
        std::vector<std::shared_ptr<PyramidLine>> operands;
        for (const LineSpec& operand : spec.operands)
            operands.push_back(line(operand));
        data = std::make_shared<DerivedLine>(m_session, spec, std::move(operands));
        break;
    }
    }
    m_lines.emplace_back(spec, data);
    return data;
}

std::shared_ptr<StackedData> LineStore::stacked(const LineSpec& spec, const std::string& by)
{
    const std::pair<LineSpec, std::string> key{spec, by};
    if (auto known = heldBy(m_stacked, key))
        return known;
    auto data = std::make_shared<StackedLayers>(m_session, spec, by);
    m_stacked.emplace_back(key, data);
    return data;
}

std::shared_ptr<HeatmapData> LineStore::heatmap(const LineSpec& spec)
{
    if (auto known = heldBy(m_heatmaps, spec))
        return known;
    auto data = std::make_shared<LatencyHeatmap>(m_session, spec);
    m_heatmaps.emplace_back(spec, data);
    return data;
}

}    // namespace faultline
