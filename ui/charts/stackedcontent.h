#pragma once

#include "ui/charts/chartcontent.h"
#include "ui/theme.h"

#include <memory>

namespace faultline {

/// Records split by the top values of a field, one layer on the other.
class StackedContent final : public ChartContent {
    Q_OBJECT

public:
    StackedContent(ChartPlot& plot, const Theme& theme, std::shared_ptr<StackedData> data, QObject* parent);

    void show(const View& view) override;
    ValueRange values() const override;
    std::vector<ValueTick> ticks(ValueRange values, int most) const override;
    std::string unit() const override { return "1/s"; }
    ChartData::State state() const override { return m_data->state(); }
    std::optional<Error> error() const override { return m_data->error(); }
    std::vector<LineLabel> labels(std::optional<Timestamp> cursor) const override;
    void setHidden(const std::vector<int>& hidden) override { m_hidden = hidden; }
    void applyTheme() override;
    const StackedData& data() const { return *m_data; }

private:
    bool isHidden(std::size_t layer) const;
    QColor colorOf(std::size_t layer) const;
    std::optional<std::size_t> bucketAt(Timestamp time) const;

    const Theme& m_theme;
    std::shared_ptr<StackedData> m_data;
    std::vector<QCPGraph*> m_graphs;    // owned by the plot; the sum of the layers up to each
    std::vector<int> m_hidden;
    View m_view;
    double m_highest = 0;
};

}    // namespace faultline
