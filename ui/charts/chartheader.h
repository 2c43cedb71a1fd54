#pragma once

#include <QWidget>

namespace faultline {

class Theme;

/// The row above a plot: title, what is special about it, offers. Dragging it moves the chart.
class ChartHeader : public QWidget {
    Q_OBJECT

public:
    ChartHeader(const Theme& theme, QWidget* parent);

    struct Text {
        QString title;
        QString unit;      ///< muted, after the title
        QString note;      ///< muted, at the right end: "thin: 22 Apr 2024"
        bool isPinned = false;
        bool isCurrent = false;
        bool operator==(const Text&) const = default;
    };
    void setText(const Text& text);
    const Text& text() const { return m_text; }
    void paint(QPainter& painter, QRect rect) const;    ///< also into pictures
    static int heightFor(const Theme& theme);
    bool fitsIn(int width) const;                       ///< nothing would be elided

signals:
    void dragged(QPoint globalPosition);
    void dropped();
    void pressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QString tail() const;
    int tailWidth() const;

    const Theme& m_theme;
    Text m_text;
    QPoint m_pressed;
    bool m_isDragging = false;
};

}    // namespace faultline
