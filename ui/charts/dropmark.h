#pragma once

#include <QWidget>

namespace faultline {

class Theme;

/// Shows where a drop will land: a frame around a chart, or a line between two.
class DropMark : public QWidget {
    Q_OBJECT

public:
    DropMark(const Theme& theme, QWidget* parent);

    void showFrame(QRect rect);
    void showLine(int y);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
};

}    // namespace faultline
