#pragma once

#include "app/base/result.h"
#include "ui/lookstate.h"

#include <QPushButton>
#include <QWidget>

#include <vector>

namespace faultline {

class Theme;

/// One condition: a click or Space turns it on and off, Delete or a click on its cross removes it.
class ChipButton : public QPushButton {
    Q_OBJECT

public:
    ChipButton(const FilterChip& chip, const Theme& theme, QWidget* parent);

    QSize sizeHint() const override;

signals:
    void removed();
    void left(int step);    ///< to the chip before or behind

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QRect crossRect() const;

    FilterChip m_chip;
    const Theme& m_theme;
};

/// The conditions beside the filter text, in as many lines as they need.
class ChipRow : public QWidget {
    Q_OBJECT

public:
    ChipRow(const Theme& theme, QWidget* parent);

    void setChips(const std::vector<FilterChip>& chips);
    int widthOfAll() const;    ///< in one line
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(width, Arrange::Measure); }
    QSize sizeHint() const override { return {widthOfAll(), heightForWidth(widthOfAll())}; }
    QSize minimumSizeHint() const override { return {0, 0}; }

signals:
    void chipsChanged(const std::vector<faultline::FilterChip>& chips);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Arrange { Measure, Place };
    int arrange(int width, Arrange what) const;

    const Theme& m_theme;
    std::vector<FilterChip> m_chips;
    std::vector<ChipButton*> m_buttons;
};

}    // namespace faultline
