#pragma once

#include "ui/charts/chartcontent.h"

#include <QWidget>

namespace faultline {

class Theme;

/// The legend of a chart, at the ends of its lines: value at the cursor in the line's colour, name below. Click shows only one
/// line, Ctrl+click toggles it; by keyboard Up, Down, Return, Space, Delete.
class LineLabels : public QWidget {
    Q_OBJECT

public:
    LineLabels(ChartPlot& plot, const Theme& theme, QWidget* parent);

    void setLabels(std::vector<LineLabel> labels);
    const std::vector<LineLabel>& labels() const { return m_labels; }
    void paint(QPainter& painter, QRect rect) const;    ///< also into pictures
    int current() const;                                ///< index of the line, -1 = none

signals:
    void onlyRequested(int line);
    void toggleRequested(int line);
    void removeRequested(int line);
    void menuRequested(int line, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Place {
        std::size_t label = 0;
        QRectF rect;
        bool isShort = false;    ///< value and name in one row
    };
    std::vector<Place> placesIn(QRectF rect, int* left = nullptr) const;
    void paintLabel(QPainter& painter, const Place& place) const;
    int labelAt(QPointF position) const;
    void moveCurrent(int step);
    void describe();

    ChartPlot& m_plot;
    const Theme& m_theme;
    std::vector<LineLabel> m_labels;
    QStringList m_shortNames;    ///< one for each label, where there is little room
    std::size_t m_current = 0;
    QPointF m_pressed;
};

}    // namespace faultline
