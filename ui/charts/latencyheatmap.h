#pragma once

#include "ui/charts/linelibrary.h"
#include "ui/charts/viewwatch.h"
#include "ui/charts/viewwindow.h"

namespace faultline {

/// Records by time and duration, for the view and half a view on each side.
class LatencyHeatmap final : public HeatmapData {
    Q_OBJECT

public:
    LatencyHeatmap(CaseSession& session, const LineSpec& spec);
    ~LatencyHeatmap() override;

    const DurationHeatmap& heatmap() const override { return m_heatmap; }

private:
    void reload();
    void follow();

    CaseSession& m_session;
    LineSpec m_spec;
    ViewWatch m_watch;
    ViewWindow m_window;
    DurationHeatmap m_heatmap;
};

}    // namespace faultline
