#pragma once

#include "ui/charts/chartcontent.h"
#include "ui/theme.h"

#include <memory>

namespace faultline {

/// How many records took how long, by time: colour is count. The vertical axis is the decimal logarithm of seconds.
class HeatmapContent final : public ChartContent {
    Q_OBJECT

public:
    HeatmapContent(ChartPlot& plot, const Theme& theme, std::shared_ptr<HeatmapData> data, QObject* parent);

    void show(const View& view) override;
    ValueRange values() const override;
    std::vector<ValueTick> ticks(ValueRange values, int most) const override;
    std::string unit() const override { return "s"; }
    ChartData::State state() const override { return m_data->state(); }
    std::optional<Error> error() const override { return m_data->error(); }
    std::vector<LineLabel> labels(std::optional<Timestamp> cursor) const override;
    QString textAt(Timestamp time, double value) const override;
    void setHidden(const std::vector<int>&) override {}
    void applyTheme() override;

    struct Cell {
        std::uint32_t count = 0;
        double fastest = 0;    ///< seconds
        double slowest = 0;
    };
    std::optional<Cell> cellAt(Timestamp time, double logSeconds) const;

private:
    std::optional<std::size_t> columnAt(Timestamp time) const;
    Cell cell(std::size_t column, std::size_t bin) const;
    void fillMap();

    const Theme& m_theme;
    std::shared_ptr<HeatmapData> m_data;
    QCPColorMap* m_map = nullptr;    // owned by the plot
    View m_view;
    bool m_isStale = true;
};

}    // namespace faultline
