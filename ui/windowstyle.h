#pragma once

#include <QProxyStyle>

class QAbstractButton;

namespace faultline {

class Theme;

/// How a button stands in its surroundings. Framed is what buttons are when nobody says anything.
enum class ButtonLook {
    Framed,
    Flat,    ///< no frame until pointed at or focused: tool rows, status bar
    Chip,    ///< a soft pill: filter conditions, tags
    Link     ///< text in the accent colour: "Add data…"
};
void setLook(QAbstractButton* button, ButtonLook look);

/// The colour of a button's text; follows the theme by itself.
enum class TextTone { Ink, Muted, Warning, Bad, Accent };
void setTone(QAbstractButton* button, TextTone tone);

/// One calm surface: hairlines instead of grooves, flat tabs with an accent underline, slim scroll bars, tinted selections. Fusion
/// does what is not drawn here, so that keyboard, menus and focus behave as everywhere. Takes every colour from the theme.
class WindowStyle : public QProxyStyle {
    Q_OBJECT

public:
    /// Gives the program this style, and a well-drawn font where the desktop names none. The theme must outlive the program.
    static void install(const Theme& theme);
    explicit WindowStyle(const Theme& theme);

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* answer) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;

private:
    void drawButton(const QStyleOption& option, QPainter& painter, const QWidget* widget) const;
    void drawCheck(PrimitiveElement element, const QStyleOption& option, QPainter& painter) const;
    void drawField(const QStyleOption& option, QPainter& painter) const;
    void drawSeparator(const QStyleOption& option, QPainter& painter) const;
    void drawTab(const QStyleOption& option, QPainter& painter) const;
    void drawScrollBar(const QStyleOptionComplex& option, QPainter& painter) const;
    void drawComboBox(const QStyleOptionComplex& option, QPainter& painter) const;
    QColor textColor(const QWidget* widget) const;
    QRect scrollBarPart(const QStyleOptionComplex& option, SubControl part) const;

    const Theme& m_theme;
};

}    // namespace faultline
