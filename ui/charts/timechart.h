#pragma once

#include "ui/charts/chartcontent.h"
#include "ui/charts/momentfinder.h"

#include <QWidget>

#include <functional>
#include <memory>

class QLabel;
class QToolButton;

namespace faultline {

class CaseSession;
class ChartHeader;
class LineLabels;
class Theme;

/// One chart of the stack: header, plot, labels at the ends of its lines. Shows what the session looks at; its parent says when.
class TimeChart : public QWidget {
    Q_OBJECT

public:
    /// Makes what a chart shows: from the case, or in tests from anything.
    using MakeContent = std::function<std::unique_ptr<ChartContent>(const ChartSpec&, ChartPlot&)>;

    TimeChart(CaseSession& session, const Theme& theme, MakeContent makeContent, QWidget* parent);
    ~TimeChart() override;

    const ChartSpec& spec() const { return m_spec; }
    void setSpec(const ChartSpec& spec);
    ChartPlot& plot() { return *m_plot; }
    ChartContent* content() { return m_content.get(); }
    LineLabels& labels() { return *m_labels; }
    ChartHeader& header() { return *m_header; }
    bool offersLogarithmic() const;
    std::optional<Timestamp> lastSample() const;    ///< of its lines
    QString notice() const;                          ///< what stands in the plot instead of values, "" = nothing

    void refresh();                                  ///< everything
    void refreshMarks();                             ///< brush, baseline, events, compared moment
    void refreshCursor();
    void setRubberBand(std::optional<TimeRange> range) { m_rubberBand = range; }
    void setDays(const std::vector<Timestamp>& days);
    void setEventLines(std::vector<PlotMarks::EventLine> lines);
    void setMoments(std::vector<ChartMoment> moments);
    const std::vector<ChartMoment>& moments() const { return m_moments; }
    const ChartMoment* momentAtCursor() const;       ///< of a line that is shown; within a few pixels
    void setCurrent(bool isCurrent);
    void setPointer(std::optional<QPointF> position);    ///< in the plot
    /// Values chosen by hand; nothing = fitted to what is in sight.
    void setValueZoom(std::optional<ValueRange> values);
    bool isValueZoomed() const { return m_valueZoom.has_value(); }
    bool isStale = true;                             ///< not refreshed since it was last out of sight

    int preferredHeight() const;
    QString summary() const;                         ///< for screen readers
    void paint(QCPPainter& painter);                 ///< into a picture, at its size

signals:
    void dataChanged();
    void specEdited(const faultline::ChartSpec& spec);
    void heightDragged(int height);
    void menuRequested(QPoint globalPosition);
    void focused();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool isLineHidden(int line) const;
    void makeOffer();
    void rebuild();
    void place();
    void updateHeader();
    void updateNotice();
    void showOnly(int line);
    void toggle(int line);
    void removeLine(int line);

    CaseSession& m_session;
    const Theme& m_theme;
    MakeContent m_makeContent;
    ChartSpec m_spec;
    ChartPlot* m_plot = nullptr;
    ChartHeader* m_header = nullptr;
    LineLabels* m_labels = nullptr;
    QLabel* m_notice = nullptr;
    QWidget* m_grip = nullptr;
    QToolButton* m_logarithmic = nullptr;
    std::unique_ptr<ChartContent> m_content;
    std::optional<ValueRange> m_valueZoom;
    std::optional<TimeRange> m_rubberBand;
    std::optional<QPointF> m_pointer;
    std::vector<ChartMoment> m_moments;
    bool m_isCurrent = false;
    int m_resizeFrom = 0;
    int m_resizeHeight = 0;
};

}    // namespace faultline
