#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>

#include <functional>
#include <vector>

class QMenuBar;

namespace faultline {

enum class ActionMenu { File, Edit, View, Case, Analyse, Timeline, Tools, Help };

/// Where a shortcut acts. Single letters act only while their panel has the focus.
enum class ActionScope { Window, Charts, Breakdown, Evidence, Timeline, Analysis, Suspects };

struct ActionInfo {
    const char* id;      ///< "chart.focus"; stable, kept in the settings
    const char* text;    ///< for translation, context "Actions"
    const char* keys;    ///< portable texts separated by a blank, "" = none
    ActionMenu menu;
    ActionScope scope;
    const char* group;   ///< submenu or section inside the menu, "" = none
};

/// Every action of the program, in one table: menus, locator, shortcut sheet and remapping come from it. An action is disabled
/// until somebody binds what it does, and again when that somebody is gone.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QWidget* window);

    static const std::vector<ActionInfo>& table();
    static QString textOf(const ActionInfo& info);     ///< translated
    static QString menuTitle(ActionMenu menu);
    static QString scopeTitle(ActionScope scope);

    QAction* action(const char* id) const;             ///< exists for every id of the table
    /// `owner` is the panel in whose focus a scoped action acts; the window for the others. Replaces what was bound before.
    void bind(const char* id, QWidget* owner, std::function<void()> run);
    void setEnabled(const char* id, bool isEnabled);   ///< no effect while nothing is bound
    void setChecked(const char* id, bool isChecked);   ///< makes it checkable
    bool isBound(const char* id) const;

    void setKeys(const QString& id, const QList<QKeySequence>& keys);    ///< remapping
    void resetKeys();                                                    ///< all as in the table
    QList<QKeySequence> keysOf(const char* id) const;                    ///< also those that are switched off
    /// The text of another action that this key would set off in the same place; "" when there is none.
    QString conflictOf(const QString& id, const QKeySequence& key) const;
    enum class SingleKeys { On, Off };
    void setSingleKeys(SingleKeys singleKeys);                           ///< letters, digits and signs without Ctrl or Alt
    static QList<QKeySequence> defaultKeys(const ActionInfo& info);
    void fill(QMenuBar* bar);

signals:
    void keysChanged();

private:
    struct Bound {
        QAction* action = nullptr;
        const ActionInfo* info = nullptr;
        std::function<void()> run;
        QList<QKeySequence> keys;
        QMetaObject::Connection ownerGone;
    };
    void applyKeys(Bound& bound) const;

    QWidget* m_window;
    SingleKeys m_singleKeys = SingleKeys::On;
    QHash<QByteArray, Bound> m_bound;
};

}    // namespace faultline
