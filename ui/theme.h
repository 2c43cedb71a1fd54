#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

#include <array>

namespace faultline {

enum class ThemeChoice { System, Light, Dark };

/// Every colour the window uses. Series colours: contrast 3:1 or more against `background`, told apart under three kinds of colour
/// blindness (found by search, kept by a test); after seven the dash pattern changes.
struct ThemeColors {
    bool isDark = false;
    QColor background;    ///< behind charts
    QColor panel;         ///< behind lists and bars
    QColor line;          ///< hairlines
    QColor grid;
    QColor ink;           ///< text
    QColor muted;         ///< secondary text, 4.5:1
    QColor soft;          ///< chips, badges
    QColor accent;
    QColor selection;     ///< tint of selected rows and the brush, with alpha
    QColor bad;
    QColor warning;
    QColor good;
    std::array<QColor, 7> series;
};

struct SeriesStyle {
    QColor color;
    Qt::PenStyle dash = Qt::SolidLine;
    int marker = 0;       ///< 0..6: which shape
};

/// The look of the window, following the system when asked to. One per program, passed down.
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    void setChoice(ThemeChoice choice);
    ThemeChoice choice() const { return m_choice; }
    const ThemeColors& colors() const { return m_colors; }
    static ThemeColors light();
    static ThemeColors dark();

    SeriesStyle seriesStyle(int index) const;
    QFont monospace() const;                  ///< as large as the window's font
    QFont smaller() const;                    ///< for axis and secondary text, never below 11 px
    QFont tabular() const;                    ///< the window's font; figures of one width where the font has them

signals:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();

    ThemeChoice m_choice = ThemeChoice::System;
    QPalette m_systemPalette;
    ThemeColors m_colors;
    bool m_isApplying = false;
};

}    // namespace faultline
