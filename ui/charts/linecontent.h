#pragma once

#include "ui/charts/chartcontent.h"
#include "ui/theme.h"

#include <memory>

namespace faultline {

/// Lines or areas of one unit.
class LineContent final : public ChartContent {
    Q_OBJECT

public:
    struct Line {
        std::shared_ptr<LineData> data;
        QString name;
        int style = 0;    ///< index of the colour
    };
    enum class Fill { None, Area };

    LineContent(ChartPlot& plot, const Theme& theme, std::vector<Line> lines, Fill fill, QObject* parent);

    void show(const View& view) override;
    ValueRange values() const override;
    std::vector<ValueTick> ticks(ValueRange values, int most) const override;
    bool spansDecades() const override;
    std::string unit() const override;
    ChartData::State state() const override;
    std::optional<Error> error() const override;
    std::optional<Timestamp> lastSample() const override;
    std::vector<LineLabel> labels(std::optional<Timestamp> cursor) const override;
    std::vector<PlotMarks::Dot> dots(Timestamp cursor) const override;
    std::vector<PlotMarks::Level> levels(const ComparedMoment& moment) const override;
    void setHidden(const std::vector<int>& hidden) override;
    void applyTheme() override;

private:
    struct Drawn {
        Line line;
        SeriesStyle style;
        QCPGraph* graph = nullptr;      // owned by the plot, like the next two
        QCPGraph* alone = nullptr;      ///< samples without neighbours, as dots
        QCPGraph* overlay = nullptr;
        bool isHidden = false;
        std::optional<double> lastValue;
    };
    void fill(Drawn& drawn, const View& view);
    void include(double value);
    SeriesStyle styleOf(const Drawn& drawn, std::size_t position) const;

    const Theme& m_theme;
    Fill m_fill;
    std::vector<Drawn> m_lines;
    View m_view;
    bool m_hasValues = false;
    ValueRange m_extent;
    double m_smallestPositive = 0;
};

}    // namespace faultline
