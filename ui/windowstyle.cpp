#include "ui/windowstyle.h"

#include "ui/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFontDatabase>
#include <QMenuBar>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>

#include <algorithm>

namespace faultline {

namespace {

constexpr char lookProperty[] = "faultlineLook";
constexpr char toneProperty[] = "faultlineTone";
constexpr double corner = 4;
constexpr int separatorExtent = 5;      // wide enough to grab; a hairline is drawn in it
constexpr int scrollBarExtent = 11;
constexpr int shortestSlider = 28;
constexpr int underline = 2;
constexpr int checkSize = 16;

ButtonLook lookOf(const QWidget* widget)
{
    return widget ? static_cast<ButtonLook>(widget->property(lookProperty).toInt()) : ButtonLook::Framed;
}

QColor mixed(const QColor& below, const QColor& above, double share)
{
    const auto part = [share](int from, int to) { return static_cast<int>(from + (to - from) * share); };
    return {part(below.red(), above.red()), part(below.green(), above.green()), part(below.blue(), above.blue())};
}

/// A colour with alpha as it looks on an opaque one: texts drawn over it keep their smoothing.
QColor over(const QColor& below, const QColor& tint)
{
    return mixed(below, tint, tint.alphaF());
}

bool isFocusedByKey(const QStyleOption& option)
{
    return (option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange);
}

QRectF onPixels(const QRect& rect, double width)
{
    return QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2);
}

void drawRounded(QPainter& painter, const QRect& rect, const QColor& fill, const QColor& edge, double width, double radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(edge.alpha() > 0 ? QPen(edge, width) : QPen(Qt::NoPen));
    painter.setBrush(fill.alpha() > 0 ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(onPixels(rect, width), radius, radius);
    painter.restore();
}

enum class Points { Down, Up };

void drawChevron(QPainter& painter, const QRect& rect, const QColor& color, Points points = Points::Down)
{
    const double up = points == Points::Up ? -1 : 1;
    const QPointF centre = QRectF(rect).center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{centre + QPointF(-3.5, -1.5 * up), centre + QPointF(0, 2 * up), centre + QPointF(3.5, -1.5 * up)});
    painter.restore();
}

}    // namespace

void setLook(QAbstractButton* button, ButtonLook look)
{
    button->setProperty(lookProperty, static_cast<int>(look));
    if (look == ButtonLook::Flat || look == ButtonLook::Link)
        button->setCursor(Qt::PointingHandCursor);
    button->updateGeometry();
    button->update();
}

void setTone(QAbstractButton* button, TextTone tone)
{
    button->setProperty(toneProperty, static_cast<int>(tone));
    button->update();
}

void WindowStyle::install(const Theme& theme)
{
    QApplication::setStyle(new WindowStyle(theme));
    QFont font = QApplication::font();
    // "Sans Serif" is what Qt says when no desktop has named a font.
    if (font.family() != QLatin1String("Sans Serif"))
        return;
    const QStringList installed = QFontDatabase::families();
    for (const QString& family : {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("Cantarell")}) {
        if (!installed.contains(family))
            continue;
        font.setFamily(family);
        font.setPointSizeF(std::max(font.pointSizeF(), 9.5));
        QApplication::setFont(font);
        return;
    }
}

WindowStyle::WindowStyle(const Theme& theme) : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))), m_theme(theme) {}

void WindowStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QTabBar*>(widget) || qobject_cast<QScrollBar*>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

QColor WindowStyle::textColor(const QWidget* widget) const
{
    const ThemeColors& colors = m_theme.colors();
    if (lookOf(widget) == ButtonLook::Link)
        return colors.accent;
    switch (widget ? static_cast<TextTone>(widget->property(toneProperty).toInt()) : TextTone::Ink) {
    case TextTone::Ink: return colors.ink;
    case TextTone::Muted: return colors.muted;
    case TextTone::Warning: return colors.warning;
    case TextTone::Bad: return colors.bad;
    case TextTone::Accent: return colors.accent;
    }
    return colors.ink;
}

void WindowStyle::drawButton(const QStyleOption& option, QPainter& painter, const QWidget* widget) const
{
    const ThemeColors& colors = m_theme.colors();
    const ButtonLook look = lookOf(widget);
    const bool isEnabled = option.state & State_Enabled;
    const bool isPointedAt = isEnabled && (option.state & State_MouseOver);
    const bool isPressed = isEnabled && (option.state & State_Sunken);
    const bool isOn = option.state & State_On;
    QColor fill = look == ButtonLook::Chip ? colors.soft : look == ButtonLook::Framed ? colors.panel : QColor(Qt::transparent);
    if (isOn)
        fill = over(colors.panel, colors.selection);
    if (isPointedAt)
        fill = look == ButtonLook::Chip ? mixed(colors.soft, colors.ink, 0.06) : isOn ? fill : colors.soft;
    if (isPressed)
        fill = mixed(colors.soft, colors.ink, 0.1);
    if (look == ButtonLook::Link && !isPressed)
        fill = Qt::transparent;
    QColor edge = look == ButtonLook::Framed || look == ButtonLook::Chip ? colors.line : QColor(Qt::transparent);
    if (look == ButtonLook::Framed && isPointedAt)
        edge = mixed(colors.line, colors.ink, 0.2);
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    if (button && (button->features & QStyleOptionButton::DefaultButton) && isEnabled)
        edge = colors.accent;
    if (isOn && look == ButtonLook::Framed)
        edge = mixed(colors.line, colors.accent, 0.6);
    const bool hasRing = isFocusedByKey(option);
    const double radius = look == ButtonLook::Chip ? option.rect.height() / 2.0 : corner;
    drawRounded(painter, option.rect, fill, hasRing ? colors.accent : edge, hasRing ? 2 : 1, radius);
}

void WindowStyle::drawField(const QStyleOption& option, QPainter& painter) const
{
    const ThemeColors& colors = m_theme.colors();
    const bool hasFocus = option.state & State_HasFocus;
    const QColor fill = option.state & State_Enabled ? colors.background : colors.panel;
    drawRounded(painter, option.rect, fill, hasFocus ? colors.accent : colors.line, hasFocus ? 1.5 : 1, corner);
}

void WindowStyle::drawCheck(PrimitiveElement element, const QStyleOption& option, QPainter& painter) const
{
    const ThemeColors& colors = m_theme.colors();
    const bool isRadio = element == PE_IndicatorRadioButton;
    const bool isEnabled = option.state & State_Enabled;
    const bool isOn = option.state & State_On;
    const bool isPartly = option.state & State_NoChange;
    const int size = std::min({option.rect.width(), option.rect.height(), checkSize});
    QRect box(0, 0, size, size);
    box.moveCenter(option.rect.center());
    const QColor strong = isEnabled ? colors.accent : colors.muted;
    const QColor edge = isOn || isPartly || isFocusedByKey(option) ? strong : mixed(colors.panel, colors.ink, 0.45);
    const double radius = isRadio ? size / 2.0 : 3;
    drawRounded(painter, box, isOn || isPartly ? strong : colors.background, edge, 1, radius);
    if (!isOn && !isPartly)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor mark = option.palette.color(QPalette::HighlightedText);
    const QRectF area(box);
    if (isRadio) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(mark);
        painter.drawEllipse(area.center(), size * 0.2, size * 0.2);
    } else {
        painter.setPen(QPen(mark, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&](double x, double y) { return area.topLeft() + QPointF(area.width() * x, area.height() * y); };
        painter.drawPolyline(isPartly ? QPolygonF{at(0.25, 0.5), at(0.75, 0.5)} : QPolygonF{at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.31)});
    }
    painter.restore();
}

void WindowStyle::drawSeparator(const QStyleOption& option, QPainter& painter) const
{
    const ThemeColors& colors = m_theme.colors();
    // The line reaches the lines it meets, over the rest of their separators.
    const int reach = separatorExtent / 2;
    const QRect rect = option.rect.width() < option.rect.height() ? option.rect : option.rect.adjusted(-reach, 0, reach, 0);
    const bool isPointedAt = option.state & State_MouseOver;
    const QColor color = isPointedAt ? colors.accent : colors.line;
    const int width = isPointedAt ? 2 : 1;
    // A splitter between columns says Horizontal; a separator of docks says it of its own direction.
    if (rect.width() < rect.height())
        painter.fillRect(rect.center().x(), rect.top(), width, rect.height(), color);
    else
        painter.fillRect(rect.left(), rect.center().y(), rect.width(), width, color);
}

void WindowStyle::drawTab(const QStyleOption& option, QPainter& painter) const
{
    const ThemeColors& colors = m_theme.colors();
    const bool isSelected = option.state & State_Selected;
    const QRect rect = option.rect;
    if (!isSelected && (option.state & State_MouseOver) && (option.state & State_Enabled))
        drawRounded(painter, rect.adjusted(4, 4, -4, -4), colors.soft, Qt::transparent, 1, corner);
    if (isSelected)
        painter.fillRect(rect.left(), rect.bottom() - underline + 1, rect.width(), underline, colors.accent);
    if (isSelected && isFocusedByKey(option))
        drawRounded(painter, rect.adjusted(4, 4, -4, -4), Qt::transparent, colors.accent, 1.5, corner);
}

void WindowStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const ThemeColors& colors = m_theme.colors();
    const QRect rect = option->rect;
    switch (static_cast<int>(element)) {
    case PE_PanelButtonCommand: return drawButton(*option, *painter, widget);
    case PE_PanelButtonTool:
        if ((option->state & State_AutoRaise) && !(option->state & (State_MouseOver | State_On | State_Sunken | State_HasFocus)))
            return;
        return drawButton(*option, *painter, widget);
    case PE_FrameLineEdit: return drawField(*option, *painter);
    case PE_PanelLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0)
            return drawField(*option, *painter);
        return;
    case PE_FrameTabBarBase: painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line); return;
    case PE_FrameTabWidget: painter->fillRect(rect.left(), rect.top(), rect.width(), 1, colors.line); return;
    case PE_IndicatorDockWidgetResizeHandle: return drawSeparator(*option, *painter);
    case PE_PanelStatusBar:
        painter->fillRect(rect, colors.panel);
        painter->fillRect(rect.left(), rect.top(), rect.width(), 1, colors.line);
        return;
    case PE_FrameStatusBarItem:
    case PE_FrameDockWidget: return;
    case PE_Frame:
    case PE_FrameGroupBox: drawRounded(*painter, rect, Qt::transparent, colors.line, 1, 0); return;
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow: {
        const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
        QStyleOptionViewItem tinted(item ? *item : QStyleOptionViewItem());
        if (!item)
            break;
        for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled})
            tinted.palette.setColor(group, QPalette::Highlight, over(colors.panel, colors.selection));
        tinted.state.setFlag(State_MouseOver, false);    // rows do not flicker under the pointer
        return QProxyStyle::drawPrimitive(element, &tinted, painter, widget);
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
    case PE_IndicatorRadioButton: return drawCheck(element, *option, *painter);
    case PE_IndicatorHeaderArrow:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
            drawChevron(*painter, rect, colors.muted, header->sortIndicator == QStyleOptionHeader::SortUp ? Points::Up : Points::Down);
        return;
    case PE_FrameFocusRect:
        if (option->state & State_KeyboardFocusChange)
            drawRounded(*painter, rect, Qt::transparent, colors.accent, 1, 2);
        return;
    default: break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void WindowStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const ThemeColors& colors = m_theme.colors();
    const QRect rect = option->rect;
    switch (static_cast<int>(element)) {
    case CE_TabBarTabShape: return drawTab(*option, *painter);
    case CE_TabBarTabLabel: {
        const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
        if (!tab)
            break;
        QStyleOptionTab calm(*tab);
        calm.state.setFlag(State_HasFocus, false);    // the ring is part of the shape
        const QColor ink = option->state & State_Selected ? colors.ink : colors.muted;
        for (const auto role : {QPalette::WindowText, QPalette::ButtonText})
            calm.palette.setColor(role, ink);
        return QProxyStyle::drawControl(element, &calm, painter, widget);
    }
    case CE_ToolBar:
        painter->fillRect(rect, colors.panel);
        return painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line);
    case CE_Splitter: return drawSeparator(*option, *painter);
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        painter->fillRect(rect, colors.panel);
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option); !header || header->orientation == Qt::Horizontal)
            painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line);
        return;
    case CE_HeaderLabel: {
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (!header)
            break;
        // The V2 option of Qt carries the elision; a sliced copy would lose it.
        QStyleOptionHeaderV2 calm;
        if (const auto* second = qstyleoption_cast<const QStyleOptionHeaderV2*>(option))
            calm = *second;
        else
            static_cast<QStyleOptionHeader&>(calm) = *header;
        calm.palette.setColor(QPalette::ButtonText, colors.muted);
        calm.state.setFlag(State_On, false);    // no bold when something of the column is selected
        return QProxyStyle::drawControl(element, &calm, painter, widget);
    }
    case CE_MenuBarEmptyArea:
        painter->fillRect(rect, colors.panel);
        painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line);
        return;
    case CE_MenuBarItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (!item)
            break;
        painter->fillRect(rect, colors.panel);
        if (option->state & (State_Selected | State_Sunken))
            drawRounded(*painter, rect.adjusted(1, 0, -1, -1), colors.soft, Qt::transparent, 1, corner);
        const int flags = Qt::AlignCenter | Qt::TextSingleLine
            | (styleHint(SH_UnderlineShortcut, option, widget, nullptr) ? Qt::TextShowMnemonic : Qt::TextHideMnemonic);
        drawItemText(painter, rect, flags, item->palette, option->state & State_Enabled, item->text, QPalette::WindowText);
        return;
    }
    case CE_ItemViewItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
        if (!item)
            break;
        QStyleOptionViewItem tinted(*item);
        const QColor own = item->palette.color(QPalette::Active, QPalette::Text);
        for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled})
            tinted.palette.setColor(group, QPalette::HighlightedText, own);
        return QProxyStyle::drawControl(element, &tinted, painter, widget);
    }
    case CE_PushButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (!button || !(option->state & State_Enabled))
            break;
        QStyleOptionButton toned(*button);
        toned.palette.setColor(QPalette::ButtonText, textColor(widget));
        return QProxyStyle::drawControl(element, &toned, painter, widget);
    }
    case CE_ToolButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        if (!button || !(option->state & State_Enabled))
            break;
        QStyleOptionToolButton toned(*button);
        toned.palette.setColor(QPalette::ButtonText, textColor(widget));
        return QProxyStyle::drawControl(element, &toned, painter, widget);
    }
    case CE_DockWidgetTitle: {
        const auto* dock = qstyleoption_cast<const QStyleOptionDockWidget*>(option);
        if (!dock)
            break;
        painter->fillRect(rect, colors.panel);
        painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line);
        drawItemText(painter, rect.adjusted(8, 0, -40, 0), Qt::AlignLeft | Qt::AlignVCenter, dock->palette, true, dock->title,
                     QPalette::WindowText);
        return;
    }
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void WindowStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                     const QWidget* widget) const
{
    if (control == CC_ScrollBar)
        return drawScrollBar(*option, *painter);
    if (control == CC_ComboBox)
        return drawComboBox(*option, *painter);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void WindowStyle::drawComboBox(const QStyleOptionComplex& option, QPainter& painter) const
{
    const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(&option);
    if (!box)
        return;
    if (box->editable)
        drawField(option, painter);
    else if (box->frame || (option.state & (State_MouseOver | State_HasFocus)))
        drawButton(option, painter, nullptr);
    const QRect arrow = subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, nullptr);
    drawChevron(painter, arrow, option.state & State_Enabled ? m_theme.colors().muted : m_theme.colors().line);
}

QRect WindowStyle::scrollBarPart(const QStyleOptionComplex& option, SubControl part) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(&option);
    if (!bar)
        return {};
    const bool isVertical = bar->orientation == Qt::Vertical;
    const int length = isVertical ? bar->rect.height() : bar->rect.width();
    const auto range = static_cast<qint64>(bar->maximum) - bar->minimum;
    int slider = length;
    if (range > 0)
        slider = std::clamp(static_cast<int>(static_cast<qint64>(length) * bar->pageStep / (range + bar->pageStep)),
                            std::min(shortestSlider, length), length);
    const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
    const auto piece = [&](int from, int size) {
        const QRect rect = isVertical ? QRect(0, from, bar->rect.width(), size) : QRect(from, 0, size, bar->rect.height());
        return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
    };
    switch (static_cast<int>(part)) {
    case SC_ScrollBarGroove: return bar->rect;
    case SC_ScrollBarSlider: return piece(start, slider);
    case SC_ScrollBarSubPage: return piece(0, start);
    case SC_ScrollBarAddPage: return piece(start + slider, length - start - slider);
    default: return {};
    }
}

void WindowStyle::drawScrollBar(const QStyleOptionComplex& option, QPainter& painter) const
{
    const ThemeColors& colors = m_theme.colors();
    const QColor ground = option.palette.color(QPalette::Window);    // of the area that it scrolls
    painter.fillRect(option.rect, ground);
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(&option);
    if (!bar || bar->maximum <= bar->minimum)
        return;
    const bool isHeld = option.state & State_Sunken && option.activeSubControls & SC_ScrollBarSlider;
    const bool isPointedAt = option.state & State_MouseOver;
    const QColor color = mixed(ground, colors.ink, isHeld ? 0.5 : isPointedAt ? 0.38 : 0.22);
    const int side = isHeld || isPointedAt ? 2 : 3;
    const QRect slider = scrollBarPart(option, SC_ScrollBarSlider).adjusted(side, side, -side, -side);
    drawRounded(painter, slider, color, Qt::transparent, 1, std::min(slider.width(), slider.height()) / 2.0);
}

QRect WindowStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                  const QWidget* widget) const
{
    if (control == CC_ScrollBar)
        return scrollBarPart(*option, part);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize WindowStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const
{
    const ButtonLook look = lookOf(widget);
    if (type == CT_MenuBarItem)
        return size + QSize(18, 8);
    if (type == CT_PushButton && (look == ButtonLook::Link || look == ButtonLook::Flat))
        return size + QSize(12, 6);
    if (type == CT_PushButton && look == ButtonLook::Chip)
        return size + QSize(20, 6);
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ItemViewItem)
        result.setHeight(std::max(result.height(), option->fontMetrics.height() + 8));
    if (type == CT_PushButton) {
        // Fusion makes every button at least 80 wide.
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button && !button->text.isEmpty())
            result = QSize(size.width() + 24, std::max(result.height(), size.height() + 10));
    }
    return result;
}

int WindowStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (static_cast<int>(metric)) {
    case PM_DockWidgetSeparatorExtent:
    case PM_SplitterWidth: return separatorExtent;
    case PM_ScrollBarExtent: return scrollBarExtent;
    case PM_ScrollBarSliderMin: return shortestSlider;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap: return 0;
    case PM_TabBarTabHSpace: return 28;
    case PM_TabBarTabVSpace: return 15;
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal: return 0;
    case PM_TabBarBaseHeight: return 1;
    case PM_ToolBarItemMargin:
    case PM_ToolBarItemSpacing:
    case PM_ToolBarFrameWidth:
    case PM_ToolBarHandleExtent: return 0;
    case PM_MenuBarHMargin: return 4;
    case PM_MenuBarVMargin: return 3;
    case PM_MenuBarItemSpacing: return 0;
    case PM_MenuBarPanelWidth: return 0;
    case PM_HeaderMargin: return 6;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WindowStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* answer) const
{
    switch (static_cast<int>(hint)) {
    case SH_TabBar_Alignment: return Qt::AlignLeft;
    case SH_ScrollBar_LeftClickAbsolutePosition: return 0;
    case SH_ScrollBar_MiddleClickAbsolutePosition: return 1;
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText: return 0;
    case SH_UnderlineShortcut:
        // As on other desktops: only while the keyboard is used to get there.
        if (qobject_cast<const QMenuBar*>(widget) && !widget->hasFocus() && !(QApplication::keyboardModifiers() & Qt::AltModifier))
            return 0;
        return 1;
    case SH_Menu_Scrollable: return 1;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_ToolTip_WakeUpDelay: return 500;
    default: return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

}    // namespace faultline
