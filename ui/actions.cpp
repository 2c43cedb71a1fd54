#include "ui/actions.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

namespace faultline {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

/// What somebody can set off by speaking or by resting a hand on the keyboard (WCAG 2.1.4).
bool isSingleKey(const QKeySequence& sequence)
{
    if (sequence.count() != 1)
        return false;
    const QKeyCombination key = sequence[0];
    const bool isPrintable = key.key() > Qt::Key_Space && key.key() < Qt::Key_Escape;
    return isPrintable && (key.keyboardModifiers() & ~Qt::ShiftModifier) == Qt::NoModifier;
}

}    // namespace

Actions::Actions(QWidget* window) : QObject(window), m_window(window)
{
    for (const ActionInfo& info : table()) {
        auto* action = new QAction(textOf(info), this);
        action->setObjectName(QLatin1String(info.id));
        action->setShortcuts(defaultKeys(info));
        action->setShortcutContext(info.scope == ActionScope::Window ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
        action->setMenuRole(QAction::NoRole);
        action->setEnabled(false);
        if (info.scope == ActionScope::Window)
            window->addAction(action);
        const QByteArray id(info.id);
        connect(action, &QAction::triggered, this, [this, id] {
            if (const auto run = m_bound.value(id).run)
                run();
        });
        m_bound.insert(id, {action, &info, {}, defaultKeys(info), {}});
    }
}

QString Actions::textOf(const ActionInfo& info)
{
    return translated(info.text);
}

QString Actions::menuTitle(ActionMenu menu)
{
    switch (menu) {
    case ActionMenu::File: return translated(QT_TRANSLATE_NOOP("Actions", "&File"));
    case ActionMenu::Edit: return translated(QT_TRANSLATE_NOOP("Actions", "&Edit"));
    case ActionMenu::View: return translated(QT_TRANSLATE_NOOP("Actions", "&View"));
    case ActionMenu::Case: return translated(QT_TRANSLATE_NOOP("Actions", "&Case"));
    case ActionMenu::Analyse: return translated(QT_TRANSLATE_NOOP("Actions", "&Analyse"));
    case ActionMenu::Timeline: return translated(QT_TRANSLATE_NOOP("Actions", "Time&line"));
    case ActionMenu::Tools: return translated(QT_TRANSLATE_NOOP("Actions", "&Tools"));
    case ActionMenu::Help: return translated(QT_TRANSLATE_NOOP("Actions", "&Help"));
    }
    return {};
}

QString Actions::scopeTitle(ActionScope scope)
{
    switch (scope) {
    case ActionScope::Window: return translated(QT_TRANSLATE_NOOP("Actions", "Everywhere"));
    case ActionScope::Charts: return translated(QT_TRANSLATE_NOOP("Actions", "In the charts"));
    case ActionScope::Breakdown: return translated(QT_TRANSLATE_NOOP("Actions", "In the breakdown"));
    case ActionScope::Evidence: return translated(QT_TRANSLATE_NOOP("Actions", "In the evidence"));
    case ActionScope::Timeline: return translated(QT_TRANSLATE_NOOP("Actions", "In the timeline"));
    case ActionScope::Analysis: return translated(QT_TRANSLATE_NOOP("Actions", "In the analysis"));
    case ActionScope::Suspects: return translated(QT_TRANSLATE_NOOP("Actions", "Among the suspects"));
    }
    return {};
}

QAction* Actions::action(const char* id) const
{
    const auto found = m_bound.constFind(QByteArray(id));
    Q_ASSERT_X(found != m_bound.constEnd(), "Actions::action", id);
    return found->action;
}

void Actions::bind(const char* id, QWidget* owner, std::function<void()> run)
{
    const auto found = m_bound.find(QByteArray(id));
    Q_ASSERT_X(found != m_bound.end(), "Actions::bind", id);
    disconnect(found->ownerGone);
    found->run = std::move(run);
    found->action->setEnabled(true);
    if (found->info->scope != ActionScope::Window)
        owner->addAction(found->action);
    const QByteArray key(id);
    found->ownerGone = connect(owner, &QObject::destroyed, this, [this, key] {
        m_bound[key].run = {};
        m_bound[key].action->setEnabled(false);
    });
}

void Actions::setEnabled(const char* id, bool isEnabled)
{
    action(id)->setEnabled(isEnabled && isBound(id));
}

void Actions::setChecked(const char* id, bool isChecked)
{
    action(id)->setCheckable(true);
    action(id)->setChecked(isChecked);
}

bool Actions::isBound(const char* id) const
{
    return static_cast<bool>(m_bound.value(QByteArray(id)).run);
}

QList<QKeySequence> Actions::defaultKeys(const ActionInfo& info)
{
    QList<QKeySequence> keys;
    for (const QString& text : QString::fromLatin1(info.keys).split(QLatin1Char(' '), Qt::SkipEmptyParts))
        keys << (text == QLatin1String("Comma") ? QKeySequence(Qt::Key_Comma) : QKeySequence(text, QKeySequence::PortableText));
    return keys;
}

void Actions::setKeys(const QString& id, const QList<QKeySequence>& keys)
{
    const auto found = m_bound.find(id.toLatin1());
    if (found == m_bound.end())
        return;
    found->keys = keys;
    applyKeys(*found);
    emit keysChanged();
}

void Actions::resetKeys()
{
    for (Bound& bound : m_bound) {
        bound.keys = defaultKeys(*bound.info);
        applyKeys(bound);
    }
    emit keysChanged();
}

QList<QKeySequence> Actions::keysOf(const char* id) const
{
    return m_bound.value(QByteArray(id)).keys;
}

QString Actions::conflictOf(const QString& id, const QKeySequence& key) const
{
    const auto own = m_bound.constFind(id.toLatin1());
    if (own == m_bound.constEnd())
        return {};
    for (const Bound& other : m_bound) {
        const bool meet = other.info->scope == own->info->scope || other.info->scope == ActionScope::Window
            || own->info->scope == ActionScope::Window;
        if (other.info != own->info && meet && other.keys.contains(key))
            return textOf(*other.info);
    }
    return {};
}

void Actions::setSingleKeys(SingleKeys singleKeys)
{
    if (singleKeys == m_singleKeys)
        return;
    m_singleKeys = singleKeys;
    for (Bound& bound : m_bound)
        applyKeys(bound);
    emit keysChanged();
}

void Actions::applyKeys(Bound& bound) const
{
    QList<QKeySequence> acting;
    for (const QKeySequence& key : std::as_const(bound.keys))
        if (m_singleKeys == SingleKeys::On || !isSingleKey(key))
            acting << key;
    bound.action->setShortcuts(acting);
}

void Actions::fill(QMenuBar* bar)
{
    QHash<int, QMenu*> menus;
    for (const auto menu : {ActionMenu::File, ActionMenu::Edit, ActionMenu::View, ActionMenu::Case, ActionMenu::Analyse,
                            ActionMenu::Timeline, ActionMenu::Tools, ActionMenu::Help})
        menus[static_cast<int>(menu)] = bar->addMenu(menuTitle(menu));
    QHash<QString, QMenu*> groups;
    for (const ActionInfo& info : table()) {
        QMenu* menu = menus[static_cast<int>(info.menu)];
        const QString group = QLatin1String(info.group);
        if (group == QLatin1String("-"))
            menu->addSeparator();
        if (group.size() > 1) {
            QMenu*& submenu = groups[menu->title() + group];
            if (!submenu)
                submenu = menu->addMenu(translated(info.group));
            menu = submenu;
        }
        menu->addAction(action(info.id));
    }
}

}    // namespace faultline
